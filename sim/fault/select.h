#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/env/dice.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// The nodes that a selector means, ascending: its candidates, and of them as many as its mode says, drawn from `dice`.
/// `seed` is that of the run: who holds what at the start may hang on it.
std::vector<std::uint32_t> select(const Selector& selector, const Scenario& scenario, std::uint64_t seed,
                                  core::Dice& dice);

/// Whom `preload[number]` puts its content on, and which: in the order of the file, drawn from the stream
/// `preload/<number>`.
using Placing = std::function<void(const Preload& preload, std::uint32_t node, std::uint32_t content)>;
void place_preload(const Scenario& scenario, std::uint64_t seed, std::size_t number, const Placing& place);

/// Who holds that content at the start, ascending.
std::vector<std::uint32_t> first_holders(const Scenario& scenario, std::uint64_t seed, std::uint32_t content);

}  // namespace fleetsim::sim
