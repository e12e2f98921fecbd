#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/gossip/gossip_options.h"

namespace fleetsim::sim {

/// One way to gossip that is compared with others.
struct LeagueEntry {
  std::string name;
  core::GossipOptions gossip;
};

/// Every strategy as it is best run, and every way to reconcile.
std::vector<LeagueEntry> league_entries();

/// What all entries do: a fleet in which everybody knows everybody, at 20 to 50 ms, and one message in a thousand is lost.
/// `facts` contents, each with one holder, are there when it boots; all of it is said within the first moments.
struct LeagueTask {
  std::uint32_t nodes = 100;  ///< at least 2
  std::uint32_t facts = 50;   ///< at least 2
};

/// What one entry came to, for one seed, from two runs of two minutes: one undisturbed, and one in which the fleet was in two
/// halves for the first minute. By name, whole numbers:
/// - `spread_ns_<percent>`, `facts_spread_<percent>`: as among the metrics, of the first run;
/// - `inflow_bytes`: what came with messages of facts in its first minute, all nodes together;
/// - `other_bytes`: what was sent in that minute beside facts;
/// - `idle_bytes`: what was sent in its second minute;
/// - `heal_bytes`: what was sent in the second minute of the second run, beyond that;
/// - `healed`: facts that were learned in it; `missing`: that would have had to be;
/// - `messages`: delivered in the first run.
/// Determinism: a function of the arguments.
std::map<std::string, std::int64_t> play_league(const LeagueEntry& entry, const LeagueTask& task, std::uint64_t seed);

}  // namespace fleetsim::sim
