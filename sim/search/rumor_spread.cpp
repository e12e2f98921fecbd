#include "sim/search/rumor_spread.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/base/check.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/units.h"
#include "sim/world/world.h"

namespace fleetsim::sim {

std::vector<core::Duration> play_rumor(const RumorTask& task, std::uint64_t seed) {
  const std::string yaml = fmt::format(
      "fleetsim: 1\n"
      "name: rumor\n"
      "time: {{ stop: 10min }}\n"
      "wire: handoff\n"
      "limits: {{ events: 1000000000000 }}\n"
      "topology:\n"
      "  groups: [{{ name: n, count: {} }}]\n"
      "  links: [{{ from: {{ group: n }}, to: {{ group: n }}, latency: {}, loss: {} }}]\n"
      "fabric: {{ gossip: {{ strategy: rumor, spacing: random, interval: {}, fanout: {}, budget: unlimited }} }}\n"
      "content: {{ items: [{{ id: news }}] }}\n"
      "preload: [{{ holder: {{ node: n-0 }}, content: news }}]\n",
      task.nodes, duration_text(task.latency), ratio_text(task.loss), duration_text(task.interval), task.calls);
  ReadResult read = read_scenario(yaml, "rumor");
  FLEET_CHECK(read.ok(), read.findings.empty() ? "no scenario" : read.findings.front().text());
  World world(std::make_shared<const Scenario>(std::move(read.scenario)), seed);

  std::vector<core::Duration> heard;
  core::Instant first;
  std::vector<Fact> facts;
  const auto look = [&] {
    for (const Fact& fact : facts) {
      const auto* said = std::get_if<core::Observation>(&fact.what);
      const auto* learned = said != nullptr ? std::get_if<core::Learned>(said) : nullptr;
      if (learned == nullptr || learned->facts.empty()) continue;
      if (heard.empty()) first = fact.at;
      heard.push_back(fact.at - first);
    }
    facts.clear();
  };
  world.start(facts);
  look();
  const core::Instant end = core::Instant{} + core::seconds(600);
  while (heard.size() < task.nodes && world.step(end, facts)) look();
  return heard;
}

}  // namespace fleetsim::sim
