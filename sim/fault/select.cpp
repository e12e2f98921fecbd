#include "sim/fault/select.h"

#include <algorithm>

#include "core/base/check.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

std::size_t how_many(const Selector& selector, std::size_t candidates) {
  switch (selector.mode) {
    case Selector::Mode::all:
      return candidates;
    case Selector::Mode::one:
      return 1;
    case Selector::Mode::fixed:
      return static_cast<std::size_t>(selector.count);
    case Selector::Mode::percent: {
      // At least one: a share of a small group is meant to hit somebody.
      return std::max<std::size_t>(1, static_cast<std::size_t>(share_of(candidates, selector.share)));
    }
    case Selector::Mode::minority:
      return (candidates - 1) / 2;
    case Selector::Mode::majority:
      return candidates / 2 + 1;
    case Selector::Mode::minority_third:
      return (candidates - 1) / 3;
  }
  FLEET_CHECK(false, "an unknown selector mode");
}

}  // namespace

std::uint64_t share_of(std::uint64_t count, core::Ratio share) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(static_cast<Wide>(count) * share.numerator / share.denominator);
}

std::vector<std::uint32_t> select(const Selector& selector, const Scenario& scenario, std::uint64_t seed,
                                  core::Dice& dice) {
  std::vector<std::uint32_t> nodes = candidates(selector, scenario);
  if (selector.holders_of) {
    const std::vector<std::uint32_t> holders = first_holders(scenario, seed, *selector.holders_of);
    std::erase_if(nodes, [&](std::uint32_t node) { return !std::ranges::binary_search(holders, node); });
    if (nodes.empty()) return nodes;
  }
  const std::size_t wanted = std::min(nodes.size(), how_many(selector, nodes.size()));
  // Fisher-Yates, as far as needed.
  for (std::size_t i = 0; i < wanted && wanted < nodes.size(); ++i)
    std::swap(nodes[i], nodes[i + static_cast<std::size_t>(dice.below(nodes.size() - i))]);
  nodes.resize(wanted);
  std::ranges::sort(nodes);
  return nodes;
}

void place_preload(const Scenario& scenario, std::uint64_t seed, std::size_t number, const Placing& place) {
  const Preload& preload = scenario.preload[number];
  core::Dice dice(seed, "preload/" + std::to_string(number));
  const std::vector<std::uint32_t> holders = select(preload.holder, scenario, seed, dice);
  for (std::size_t c = 0; c < preload.content.size(); ++c) {
    if (preload.deal_round_robin) {
      place(preload, holders[c % holders.size()], preload.content[c]);
    } else {
      for (const std::uint32_t node : holders) place(preload, node, preload.content[c]);
    }
  }
}

std::vector<std::uint32_t> first_holders(const Scenario& scenario, std::uint64_t seed, std::uint32_t content) {
  std::vector<std::uint32_t> holders;
  for (std::size_t number = 0; number < scenario.preload.size(); ++number)
    if (std::ranges::find(scenario.preload[number].content, content) != scenario.preload[number].content.end())
      place_preload(scenario, seed, number, [&](const Preload&, std::uint32_t node, std::uint32_t what) {
        if (what == content) holders.push_back(node);
      });
  std::ranges::sort(holders);
  const auto twice = std::ranges::unique(holders);
  holders.erase(twice.begin(), twice.end());
  return holders;
}

}  // namespace fleetsim::sim
