#include "tests/bench/peer/workloads.h"

#include <fmt/format.h>

#include "sim/scenario/reader.h"
#include "sim/world/world.h"

namespace fleetsim::peer {
namespace {

sim::Scenario plain_scenario(std::uint32_t nodes) {
  sim::Scenario scenario;
  sim::Group group;
  group.name = "n";
  group.count = nodes;
  scenario.topology.groups.push_back(std::move(group));
  for (std::uint32_t node = 0; node < nodes; ++node) scenario.nodes.push_back({fmt::format("n-{}", node), 0});
  return scenario;
}

sim::Scenario linked_scenario(std::uint32_t nodes, const sim::Distribution& latency, core::Duration jitter,
                              core::Ratio loss) {
  sim::Scenario scenario = plain_scenario(nodes);
  sim::Link link;
  link.from.group = "n";
  link.to.group = "n";
  link.latency = latency;
  link.jitter = jitter;
  link.loss = loss;
  scenario.topology.links.push_back(link);
  return scenario;
}

}  // namespace

RealNetwork::RealNetwork(std::uint32_t nodes, const sim::Distribution& latency, core::Duration jitter,
                         core::Ratio loss)
    : network_(linked_scenario(nodes, latency, jitter, loss), 43) {}

std::optional<std::int64_t> RealNetwork::arrival(std::uint32_t from, std::uint32_t to,
                                                 const core::Bytes& bytes, std::int64_t now) {
  const sim::PacketFate fate = network_.fate(from, to, bytes, {now});
  const auto* delivered = std::get_if<sim::PacketFate::Delivered>(&fate.outcome);
  return delivered != nullptr ? std::optional(delivered->at.ns) : std::nullopt;
}

core::Result<Outcome> run_fleet(std::uint32_t nodes, const std::string& strategy,
                                std::optional<std::int64_t> seconds) {
  const std::string yaml = fmt::format(
      "fleetsim: 1\nname: fleet\ntime: {{ stop: 1h }}\n"
      "topology:\n"
      "  groups: [{{ name: n, count: {} }}]\n"
      "  links: [{{ from: {{ group: n }}, to: {{ group: n }}, latency: {{ uniform: [40ms, 60ms] }}, loss: "
      "0.1% }}]\n"
      "fabric: {{ gossip: {{ strategy: {} }} }}\n"
      "content: {{ items: [{{ id: fact }}] }}\n"
      "preload: [{{ holder: {{ node: n-0 }}, content: fact }}]\n",
      nodes, strategy);
  sim::ReadResult read = sim::read_scenario(yaml, "fleet");
  if (!read.ok()) return core::Error::eval(read.findings.front().text());
  sim::World world(std::make_shared<const sim::Scenario>(std::move(read.scenario)), 45);

  Outcome outcome;
  std::vector<bool> knows(nodes);
  std::uint32_t knowing = 0;
  std::vector<sim::Fact> facts;
  const auto look = [&] {
    for (const sim::Fact& fact : facts) {
      const auto* said = std::get_if<core::Observation>(&fact.what);
      const auto* learned = said != nullptr ? std::get_if<core::Learned>(said) : nullptr;
      if (learned == nullptr || learned->facts.empty() || knows[fact.node]) continue;
      knows[fact.node] = true;
      ++knowing;
      outcome.checksum += mix64(static_cast<std::uint64_t>(fact.at.ns) + fact.node);
    }
    facts.clear();
  };
  world.start(facts);
  look();
  const core::Instant end{seconds.value_or(3'600) * kSecond};
  while ((seconds || knowing < nodes) && world.step(end, facts)) look();
  if (!seconds && knowing < nodes) return core::Error::eval("an hour was not enough");
  outcome.count = world.deliveries();
  return outcome;
}

}  // namespace fleetsim::peer
