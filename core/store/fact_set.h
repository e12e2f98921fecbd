#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/store/fact_chunk.h"
#include "core/store/fact_table.h"

namespace fleetsim::core {

/// A set of fact ids. A few lie in the set itself; more than those in bitmaps, one for each span of ids, which are shared
/// copy-on-write: a copy of a set costs a pointer, and sets that became equal by merging share their bitmaps.
class FactSet {
 public:
  /// How many a set holds before it needs memory of its own.
  static constexpr std::size_t kFew = 6;

  bool contains(FactId id) const;
  /// False when it was there already.
  bool insert(FactId id);
  /// False when it was not there.
  bool erase(FactId id);

  /// Adds everything of `other`; calls added(id), ascending, for each id that is new here.
  template <class Added>
  void merge(const FactSet& other, Added added);

  /// Calls each(id), ascending.
  template <class Each>
  void for_each(Each each) const;

  std::uint64_t size() const { return size_; }
  /// Bitmaps that both keep in one place, for whoever wants to know what a copy or a merge cost.
  std::size_t chunks_shared_with(const FactSet& other) const;
  /// Bytes that it takes, about; what it shares with others counts for each of them.
  std::size_t memory() const;

  friend bool operator==(const FactSet& a, const FactSet& b);

  /// A bitmap of the ids from place * 65,536 on.
  struct Part {
    std::uint32_t place;
    std::shared_ptr<FactChunk> chunk;
  };
  /// What it is made of, for whoever saves it: ids while they are few, else parts.
  std::span<const FactId> few() const { return {few_.data(), parts_ ? 0 : static_cast<std::size_t>(size_)}; }
  std::span<const Part> parts() const { return parts_ ? std::span<const Part>(*parts_) : std::span<const Part>(); }
  /// Of what it was made of; none if that is no set.
  static std::optional<FactSet> made_of(std::span<const FactId> few, std::vector<Part> parts);

 private:
  using Parts = std::vector<Part>;

  static std::uint32_t place_of(FactId id) { return id >> 16; }
  static FactChunk::Offset offset_of(FactId id) { return static_cast<FactChunk::Offset>(id); }

  const FactChunk* chunk_at(std::uint32_t place) const;
  Parts& writable();
  FactChunk& writable(std::uint32_t place);
  /// Takes a bitmap in; calls added for each id that was not here, and says how many those were.
  template <class Added>
  std::uint64_t merge_part(const Part& theirs, Added& added);

  std::array<FactId, kFew> few_{};  // ascending, while there are no parts
  std::uint64_t size_ = 0;
  std::shared_ptr<Parts> parts_;  // by place, none of them empty
};

template <class Each>
void FactSet::for_each(Each each) const {
  for (const FactId id : few()) each(id);
  for (const Part& part : parts())
    part.chunk->for_each([&](FactChunk::Offset offset) { each(part.place << 16 | offset); });
}

template <class Added>
void FactSet::merge(const FactSet& other, Added added) {
  if (other.parts_ == parts_ && parts_) return;
  if (!other.parts_) {
    for (const FactId id : other.few())
      if (insert(id)) added(id);
    return;
  }
  if (size_ == 0) {
    *this = other;
    for_each(added);
    return;
  }
  for (const Part& theirs : *other.parts_) size_ += merge_part(theirs, added);
  // As many as they have, all theirs among them: the same.
  if (size_ == other.size_) parts_ = other.parts_;
}

template <class Added>
std::uint64_t FactSet::merge_part(const Part& theirs, Added& added) {
  const auto add = [&](FactChunk::Offset offset) { added(theirs.place << 16 | offset); };
  Parts& mine = writable();
  const auto at = std::ranges::lower_bound(mine, theirs.place, {}, &Part::place);
  if (at == mine.end() || at->place != theirs.place) {
    mine.insert(at, theirs);
    theirs.chunk->for_each(add);
    return theirs.chunk->size();
  }
  if (at->chunk == theirs.chunk) return 0;
  const FactChunk fresh = theirs.chunk->without(*at->chunk);
  if (fresh.size() == 0 && theirs.chunk->size() < at->chunk->size()) return 0;
  fresh.for_each(add);
  // Nothing here that they lack: theirs is the union.
  if (at->chunk->size() + fresh.size() == theirs.chunk->size())
    at->chunk = theirs.chunk;
  else
    writable(theirs.place).unite(fresh);
  return fresh.size();
}

}  // namespace fleetsim::core
