#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/reconcile/item.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

/// Two sets of random items and what they do not share, all ascending.
struct ItemSets {
  std::vector<core::ItemId> mine;
  std::vector<core::ItemId> theirs;
  std::vector<core::ItemId> only_mine;
  std::vector<core::ItemId> only_theirs;
};

inline std::vector<core::ItemId> random_items(SplitMix& random, std::uint64_t count) {
  std::vector<core::ItemId> items;
  for (std::uint64_t i = 0; i < count; ++i) items.push_back(random.next());
  std::sort(items.begin(), items.end());
  return items;
}

/// Sets of `common` items and, in all, `differences` more of which each goes to either side at random, or to
/// the one that is named: 0 mine, 1 theirs.
inline ItemSets random_sets(SplitMix& random, std::uint64_t common, std::uint64_t differences,
                            int side = -1) {
  ItemSets sets;
  sets.mine = random_items(random, common);
  sets.theirs = sets.mine;
  for (const core::ItemId item : random_items(random, differences)) {
    const bool theirs = side < 0 ? random.below(2) == 1 : side == 1;
    (theirs ? sets.only_theirs : sets.only_mine).push_back(item);
    (theirs ? sets.theirs : sets.mine).push_back(item);
  }
  std::sort(sets.mine.begin(), sets.mine.end());
  std::sort(sets.theirs.begin(), sets.theirs.end());
  return sets;
}

}  // namespace fleetsim::tests
