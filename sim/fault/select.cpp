#include "sim/fault/select.h"

#include <algorithm>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {

std::vector<std::uint32_t> select(const Selector& selector, const Scenario& scenario, std::uint64_t seed,
                                  core::Dice& dice) {
  std::vector<std::uint32_t> nodes = candidates(selector, scenario);
  if (selector.holders_of) {
    const std::vector<std::uint32_t> holders = first_holders(scenario, seed, *selector.holders_of);
    std::erase_if(nodes, [&](std::uint32_t node) { return !std::ranges::binary_search(holders, node); });
  }
  const auto wanted = static_cast<std::size_t>(count_chosen(selector, nodes.size()));
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
