#include "sim/search/gossip_league.h"

#include <fmt/format.h>

#include "core/base/check.h"
#include "sim/observe/spread.h"
#include "sim/scenario/gossip_text.h"
#include "sim/scenario/reader.h"
#include "sim/world/world.h"

namespace fleetsim::sim {
namespace {

constexpr core::Instant kMinute = core::Instant{} + core::seconds(60);
constexpr core::Instant kEnd = core::Instant{} + core::seconds(120);

std::shared_ptr<const Scenario> scenario_of(const LeagueEntry& entry, const LeagueTask& task, bool halves) {
  const std::string yaml = fmt::format(
      "fleetsim: 1\n"
      "name: league\n"
      "time: {{ stop: 120s }}\n"
      "wire: handoff\n"
      "limits: {{ events: 1000000000000 }}\n"
      "topology:\n"
      "  groups: [{{ name: n, count: {} }}]\n"
      "  links: [{{ from: {{ group: n }}, to: {{ group: n }}, latency: {{ uniform: [20ms, 50ms] }}, loss: 0.1% }}]\n"
      "fabric: {{ gossip: {} }}\n"
      "content: {{ catalog: {{ size: {}, expr: \"work-{{i}}\" }} }}\n"
      "preload: [{{ holder: {{ group: n }}, content: all, deal: round_robin }}]\n"
      "{}",
      task.nodes, gossip_text(entry.gossip), task.facts,
      halves ? "faults: [{ action: partition, shape: halves, at: 0s, for: 60s }]\n" : "");
  ReadResult read = read_scenario(yaml, "league");
  FLEET_CHECK(read.ok(), read.findings.empty() ? "no scenario" : read.findings.front().text());
  return std::make_shared<const Scenario>(std::move(read.scenario));
}

core::GossipCounters spent(const World& world) {
  core::GossipCounters sum;
  for (core::NodeId node = 0; node < world.hosts().size(); ++node)
    if (world.hosts()[node].up()) sum += world.hosts()[node].node->gossip_counters();
  return sum;
}

struct Played {
  core::GossipCounters first;  // minute
  core::GossipCounters both;
  std::int64_t messages = 0;
};

template <class Watch>
Played play(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, Watch watch) {
  World world(scenario, seed);
  std::vector<Fact> facts;
  Played played;
  const auto go_on = [&](core::Instant until) {
    do {
      for (const Fact& fact : facts)
        if (const auto* said = std::get_if<core::Observation>(&fact.what))
          if (const auto* learned = std::get_if<core::Learned>(said)) watch(fact, *learned);
      facts.clear();
    } while (world.step(until, facts));
    return spent(world);
  };
  world.start(facts);
  played.first = go_on(kMinute);
  played.both = go_on(kEnd);
  played.messages = static_cast<std::int64_t>(world.deliveries());
  return played;
}

}  // namespace

std::vector<LeagueEntry> league_entries() {
  using core::GossipOptions;
  using core::GossipStrategy;
  std::vector<LeagueEntry> entries;
  for (std::uint8_t i = 1; i < core::kGossipStrategies; ++i) {
    const auto strategy = static_cast<GossipStrategy>(i);
    if (strategy == GossipStrategy::sync) continue;
    entries.push_back({to_string(strategy), GossipOptions::of(strategy)});
  }
  for (std::uint8_t i = 0; i < core::kReconcilers; ++i) {
    GossipOptions options = GossipOptions::of(GossipStrategy::sync);
    options.sync.reconciler = static_cast<core::Reconciler>(i);
    entries.push_back({fmt::format("sync/{}", to_string(options.sync.reconciler)), options});
  }
  return entries;
}

std::map<std::string, std::int64_t> play_league(const LeagueEntry& entry, const LeagueTask& task, std::uint64_t seed) {
  Spread spread(task.nodes);
  const Played calm = play(scenario_of(entry, task, false), seed, [&](const Fact& fact, const core::Learned& learned) {
    spread.on(fact.at, fact.node, learned);
  });
  std::int64_t before_heal = 0;
  std::int64_t healed = 0;
  const Played cut = play(scenario_of(entry, task, true), seed, [&](const Fact& fact, const core::Learned& learned) {
    (fact.at < kMinute ? before_heal : healed) += static_cast<std::int64_t>(learned.facts.size());
  });
  std::map<std::string, std::int64_t> values;
  spread.report(values);
  const auto count = [](std::uint64_t bytes) { return static_cast<std::int64_t>(bytes); };
  values["inflow_bytes"] = count(calm.first.new_bytes + calm.first.duplicate_bytes);
  values["other_bytes"] = count(calm.first.digest_bytes_sent + calm.first.control_bytes_sent);
  const std::int64_t idle = count(calm.both.bytes_sent() - calm.first.bytes_sent());
  values["idle_bytes"] = idle;
  values["heal_bytes"] = count(cut.both.bytes_sent() - cut.first.bytes_sent()) - idle;
  values["healed"] = healed;
  values["missing"] = std::int64_t{task.nodes} * task.facts - before_heal;
  values["messages"] = calm.messages;
  return values;
}

}  // namespace fleetsim::sim
