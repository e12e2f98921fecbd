#include "sim/observe/spread.h"

namespace fleetsim::sim {

void Spread::on(core::Instant at, core::NodeId node, const core::Learned& learned) {
  for (const core::FactId fact : learned.facts) {
    if (facts_.size() <= fact) facts_.resize(fact + 1);
    Known& known = facts_[fact];
    if (known.nodes.empty()) {
      known.nodes.resize((nodes_ + 63) / 64);
      known.first = at;
    }
    std::uint64_t& word = known.nodes.at(node / 64);
    const std::uint64_t bit = std::uint64_t{1} << (node % 64);
    if ((word & bit) != 0) continue;
    word |= bit;
    ++known.count;
    for (std::size_t i = 0; i < kPercents.size(); ++i) {
      if (known.count != (kPercents[i] * nodes_ + 99) / 100) continue;
      ++reached_[i];
      ns_total_[i] += (at - known.first).ns;
    }
  }
}

void Spread::report(std::map<std::string, std::int64_t>& values) const {
  for (std::size_t i = 0; i < kPercents.size(); ++i) {
    const std::string percent = std::to_string(kPercents[i]);
    values["facts_spread_" + percent] = reached_[i];
    values["spread_ns_" + percent] = reached_[i] == 0 ? 0 : ns_total_[i] / reached_[i];
  }
}

}  // namespace fleetsim::sim
