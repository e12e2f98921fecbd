#include "core/store/fact_set.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

namespace fleetsim::core {
namespace {

// The object itself if nobody else has it, else a copy.
template <class T>
T& own(std::shared_ptr<T>& shared) {
  if (shared.use_count() > 1)
    shared = std::make_shared<T>(*shared);
  else  // whoever shared it, on whatever thread, is done with reading it before it is written to here
    std::atomic_thread_fence(std::memory_order_acquire);
  return *shared;
}

}  // namespace

const FactChunk* FactSet::chunk_at(std::uint32_t place) const {
  const auto at = std::ranges::lower_bound(*parts_, place, {}, &Part::place);
  return at == parts_->end() || at->place != place ? nullptr : at->chunk.get();
}

bool FactSet::contains(FactId id) const {
  if (!parts_) return std::ranges::find(few(), id) != few().end();
  const FactChunk* chunk = chunk_at(place_of(id));
  return chunk != nullptr && chunk->contains(offset_of(id));
}

FactSet::Parts& FactSet::writable() {
  if (parts_) return own(parts_);
  // From now on there are parts, of the few.
  const std::array<FactId, kFew> ids = few_;
  parts_ = std::make_shared<Parts>();
  for (std::size_t i = 0; i < size_; ++i) writable(place_of(ids[i])).insert(offset_of(ids[i]));
  return *parts_;
}

FactChunk& FactSet::writable(std::uint32_t place) {
  Parts& parts = writable();
  auto at = std::ranges::lower_bound(parts, place, {}, &Part::place);
  if (at == parts.end() || at->place != place) at = parts.insert(at, {place, std::make_shared<FactChunk>()});
  return own(at->chunk);
}

bool FactSet::insert(FactId id) {
  if (contains(id)) return false;
  if (!parts_ && size_ < kFew) {
    const auto end = few_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto at = std::upper_bound(few_.begin(), end, id);
    std::move_backward(at, end, end + 1);
    *at = id;
  } else {
    writable(place_of(id)).insert(offset_of(id));
  }
  ++size_;
  return true;
}

bool FactSet::erase(FactId id) {
  if (!contains(id)) return false;
  if (!parts_) {
    const auto end = few_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto at = std::find(few_.begin(), end, id);
    std::move(at + 1, end, at);
  } else if (FactChunk& chunk = writable(place_of(id)); chunk.erase(offset_of(id)) && chunk.size() == 0) {
    std::erase_if(*parts_, [&](const Part& part) { return part.place == place_of(id); });
    if (parts_->empty()) parts_.reset();
  }
  --size_;
  return true;
}

std::size_t FactSet::chunks_shared_with(const FactSet& other) const {
  std::size_t shared = 0;
  for (const Part& mine : parts())
    for (const Part& theirs : other.parts()) shared += mine.chunk == theirs.chunk ? 1U : 0U;
  return shared;
}

std::size_t FactSet::memory() const {
  std::size_t bytes = sizeof(FactSet);
  for (const Part& part : parts()) bytes += sizeof(Part) + part.chunk->memory();
  return bytes;
}

bool operator==(const FactSet& a, const FactSet& b) {
  if (a.size_ != b.size_) return false;
  if (a.parts_ == b.parts_ && a.parts_) return true;
  if (a.parts_ && b.parts_)
    return std::ranges::equal(*a.parts_, *b.parts_, [](const FactSet::Part& mine, const FactSet::Part& theirs) {
      return mine.place == theirs.place && (mine.chunk == theirs.chunk || *mine.chunk == *theirs.chunk);
    });
  bool equal = true;
  a.for_each([&](FactId id) { equal = equal && b.contains(id); });
  return equal;
}

std::optional<FactSet> FactSet::made_of(std::span<const FactId> few, std::vector<Part> parts) {
  const auto ascending = [](const auto& items, auto of) {
    return std::ranges::adjacent_find(items, std::ranges::greater_equal{}, of) == std::ranges::end(items);
  };
  FactSet set;
  if (parts.empty()) {
    if (few.size() > kFew || !ascending(few, std::identity{})) return std::nullopt;
    std::ranges::copy(few, set.few_.begin());
    set.size_ = few.size();
    return set;
  }
  if (!few.empty() || !ascending(parts, &Part::place) || parts.back().place >= 1U << 16) return std::nullopt;
  for (const Part& part : parts) {
    if (!part.chunk || part.chunk->size() == 0) return std::nullopt;
    set.size_ += part.chunk->size();
  }
  set.parts_ = std::make_shared<Parts>(std::move(parts));
  return set;
}

}  // namespace fleetsim::core
