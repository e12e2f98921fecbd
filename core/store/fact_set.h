#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/store/fact_table.h"

namespace fleetsim::core {

/// A set of fact ids as a bitmap in pages of 4,096 bits. Pages are shared copy-on-write: a copy of a set
/// costs a pointer a page, and sets that became equal by merging share their pages.
class FactSet {
 public:
  bool contains(FactId id) const;
  /// False when it was there already.
  bool insert(FactId id);
  bool erase(FactId id);

  /// Adds everything of `other`; calls added(id), ascending, for each id that is new here.
  template <class Added>
  void merge(const FactSet& other, Added added);

  /// Calls each(id), ascending.
  template <class Each>
  void for_each(Each each) const;

  std::uint64_t size() const { return size_; }
  /// Pages that both keep in one place, for whoever wants to know what a copy or a merge cost.
  std::size_t pages_shared_with(const FactSet& other) const;

  friend bool operator==(const FactSet& a, const FactSet& b);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(pages_, size_);
  }

 private:
  static constexpr std::size_t kPageBits = 4096;
  using Page = std::array<std::uint64_t, kPageBits / 64>;

  Page& writable(std::size_t page);

  template <class Each>
  static void for_each_bit(std::uint64_t word, FactId first, Each each) {
    for (; word != 0; word &= word - 1) each(first + static_cast<FactId>(std::countr_zero(word)));
  }

  std::vector<std::shared_ptr<Page>> pages_;  // null: empty page; never trailing nulls
  std::uint64_t size_ = 0;
};

template <class Added>
void FactSet::merge(const FactSet& other, Added added) {
  if (pages_.size() < other.pages_.size()) pages_.resize(other.pages_.size());
  for (std::size_t p = 0; p < other.pages_.size(); ++p) {
    if (!other.pages_[p] || other.pages_[p] == pages_[p]) continue;
    const Page& theirs = *other.pages_[p];
    bool any_new = false;
    bool all_theirs = true;  // nothing here that they lack: their page is the union
    for (std::size_t w = 0; w < theirs.size(); ++w) {
      const std::uint64_t mine = pages_[p] ? (*pages_[p])[w] : 0;
      any_new |= (theirs[w] & ~mine) != 0;
      all_theirs &= (mine & ~theirs[w]) == 0;
    }
    if (any_new) {
      for (std::size_t w = 0; w < theirs.size(); ++w) {
        const std::uint64_t fresh = theirs[w] & ~(pages_[p] ? (*pages_[p])[w] : 0);
        size_ += static_cast<std::uint64_t>(std::popcount(fresh));
        for_each_bit(fresh, static_cast<FactId>(p * kPageBits + w * 64), added);
      }
    }
    if (all_theirs) {
      pages_[p] = other.pages_[p];
    } else if (any_new) {
      Page& page = writable(p);
      for (std::size_t w = 0; w < page.size(); ++w) page[w] |= theirs[w];
    }
  }
}

template <class Each>
void FactSet::for_each(Each each) const {
  for (std::size_t p = 0; p < pages_.size(); ++p) {
    if (!pages_[p]) continue;
    for (std::size_t w = 0; w < pages_[p]->size(); ++w)
      for_each_bit((*pages_[p])[w], static_cast<FactId>(p * kPageBits + w * 64), each);
  }
}

}  // namespace fleetsim::core
