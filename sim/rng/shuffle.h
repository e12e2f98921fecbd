#pragma once

#include <cstdint>
#include <iterator>
#include <utility>

#include "core/env/dice.h"

namespace fleetsim::sim {

/// Puts the items into any order, each as likely as every other (Fisher & Yates; Durstenfeld, CACM 7(7),
/// 1964): size - 1 draws. The same on every machine, where a library's own shuffle differs.
template <class Items>
void shuffle(Items& items, core::Dice& dice) {
  using std::swap;
  for (std::size_t rest = std::size(items); rest > 1; --rest) {
    const std::size_t chosen = dice.below(rest);
    swap(items[rest - 1], items[chosen]);
  }
}

}  // namespace fleetsim::sim
