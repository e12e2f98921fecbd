#include "core/store/fact_set.h"

#include <algorithm>
#include <atomic>

namespace fleetsim::core {

bool FactSet::contains(FactId id) const {
  const std::size_t p = id / kPageBits;
  if (p >= pages_.size() || !pages_[p]) return false;
  return ((*pages_[p])[id % kPageBits / 64] >> (id % 64) & 1) != 0;
}

FactSet::Page& FactSet::writable(std::size_t page) {
  std::shared_ptr<Page>& slot = pages_[page];
  if (!slot)
    slot = std::make_shared<Page>(Page{});
  else if (slot.use_count() > 1)
    slot = std::make_shared<Page>(*slot);
  else  // whoever shared it, on whatever thread, is done with reading it before it is written to here
    std::atomic_thread_fence(std::memory_order_acquire);
  return *slot;
}

bool FactSet::insert(FactId id) {
  if (contains(id)) return false;
  const std::size_t p = id / kPageBits;
  if (p >= pages_.size()) pages_.resize(p + 1);
  writable(p)[id % kPageBits / 64] |= std::uint64_t{1} << (id % 64);
  ++size_;
  return true;
}

bool FactSet::erase(FactId id) {
  if (!contains(id)) return false;
  writable(id / kPageBits)[id % kPageBits / 64] &= ~(std::uint64_t{1} << (id % 64));
  --size_;
  return true;
}

std::size_t FactSet::pages_shared_with(const FactSet& other) const {
  std::size_t shared = 0;
  for (std::size_t p = 0; p < std::min(pages_.size(), other.pages_.size()); ++p)
    if (pages_[p] && pages_[p] == other.pages_[p]) ++shared;
  return shared;
}

bool operator==(const FactSet& a, const FactSet& b) {
  if (a.size_ != b.size_) return false;
  bool equal = true;
  a.for_each([&](FactId id) { equal = equal && b.contains(id); });
  return equal;
}

}  // namespace fleetsim::core
