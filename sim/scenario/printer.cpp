// The whole scenario in its own language, every default written out.

#include <algorithm>

#include <fmt/format.h>

#include "core/base/check.h"
#include "sim/scenario/budget_text.h"
#include "sim/scenario/clock_text.h"
#include "sim/scenario/distribution_text.h"
#include "sim/scenario/fault_text.h"
#include "sim/scenario/gossip_text.h"
#include "sim/scenario/lookup_switches.h"
#include "sim/scenario/membership_text.h"
#include "sim/scenario/network_text.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/selector_text.h"
#include "sim/scenario/stream_text.h"
#include "sim/scenario/threshold_text.h"
#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {
namespace {

std::string bound_text(std::uint64_t bytes) {
  return bytes == 0 ? "unbounded" : size_text(bytes);
}

std::string compute_text(const Group::Compute& compute) {
  FlowMap map;
  map.add("slots", count_text(compute.slots));
  map.add("service", distribution_text(compute.service));
  if (compute.grants) map.add("grants", yaml_texts(*compute.grants));
  if (compute.evaluator == Group::Compute::Evaluator::arithmetic) {
    map.add("evaluator", "arithmetic");
    map.add("step_limit", count_text(compute.limits.steps_max));
    map.add("memory_limit", size_text(compute.limits.memory_bytes_max));
    map.add("step_time", duration_text(compute.step_time));
  } else {
    map.add("evaluator", "synthetic");
    if (compute.reply_bytes) map.add("reply_bytes", size_text(*compute.reply_bytes));
  }
  return map.text();
}

std::string routes_text(const std::optional<core::RouteTable>& table) {
  std::vector<std::string> routes;
  for (const core::Route& route : table ? table->routes() : std::vector<core::Route>()) {
    FlowMap map;
    if (route.capability) map.add_text("capability", *route.capability);
    if (route.keys)
      map.add("keys", yaml_texts({core::to_hex(route.keys->first), core::to_hex(route.keys->last)}));
    std::vector<std::string> hops;
    for (const core::Symbol& hop : route.next_hops) hops.push_back(hop.name);
    routes.push_back(map.add("to", yaml_texts(hops)).text());
  }
  return flow_list(routes);
}

/// Writes line after line.
class Printer {
 public:
  explicit Printer(const Scenario& scenario) : scenario_(scenario) {}

  std::string print() {
    frame();
    topology();
    fabric();
    content();
    preload();
    workload();
    faults();
    expect();
    contrasts();
    return std::move(out_);
  }

 private:
  void line(std::string_view key, std::string_view value) { out_ += fmt::format("{}: {}\n", key, value); }
  void item(int indent, const FlowMap& map) { out_ += fmt::format("{:{}}- {}\n", "", indent, map.text()); }

  void frame();
  void topology();
  void fabric();
  void content();
  void preload();
  void workload();
  void faults();
  void expect();
  void converge(const ConvergeSpec& spec);
  void reply(const ReplySpec& spec);
  void contrasts();

  std::string ids_text(const std::vector<std::uint32_t>& content) const;
  std::string nodes_text(const std::vector<std::uint32_t>& nodes) const;

  const Scenario& scenario_;
  std::string out_;
};

void Printer::frame() {
  const std::vector<std::uint64_t>& seeds = scenario_.seeds;
  line("fleetsim", "1");
  line("name", yaml_text(scenario_.name));
  line("description", yaml_text(scenario_.description));
  line("labels", yaml_texts(scenario_.labels));
  bool range = seeds.size() > 1;
  for (std::size_t i = 1; i < seeds.size(); ++i)
    range = range && seeds[i] == seeds[i - 1] + 1 && seeds[i] != 0;
  std::vector<std::string> texts;
  if (range) texts = {count_text(seeds.front()), count_text(seeds.back())};
  for (std::size_t i = 0; !range && i < seeds.size(); ++i) texts.push_back(count_text(seeds[i]));
  line("seed", range ? FlowMap().add("range", flow_list(texts)).text() : flow_list(texts));
  if (scenario_.planted) line("planted", yaml_text(*scenario_.planted));
  line("time", FlowMap().add("stop", duration_text(scenario_.stop)).text());
  out_ += "phases:\n";
  item(2, FlowMap().add("name", "safety").add("until", duration_text(scenario_.safety_until)));
  item(2, FlowMap().add("name", "liveness"));
  line("limits", FlowMap().add("events", count_text(scenario_.events_max)).text());
  line("wire", scenario_.wire == Wire::handoff ? "handoff" : "encoded");
}

void Printer::topology() {
  out_ += "topology:\n  groups:\n";
  for (const Group& group : scenario_.topology.groups) {
    FlowMap map;
    map.add_text("name", group.name);
    if (group.count) map.add("count", count_text(*group.count));
    if (!group.region.empty()) map.add_text("region", group.region);
    if (!group.zone.empty()) map.add_text("zone", group.zone);
    map.add("labels", yaml_texts(group.labels));
    map.add("store", FlowMap()
                         .add("append", duration_text(group.store.append))
                         .add("sync", duration_text(group.store.sync))
                         .text());
    map.add("clock", clock_text(group.clock));
    if (group.compute) {
      map.add("compute", compute_text(*group.compute));
    }
    if (group.serve) map.add("serve", FlowMap().add("grants", yaml_texts(*group.serve)).text());
    if (group.gossip) map.add("gossip", gossip_text(*group.gossip));
    if (group.peers) map.add("peers", yaml_texts(*group.peers));
    item(4, map);
  }
  if (!scenario_.topology.links.empty()) out_ += "  links:\n";
  for (const Link& link : scenario_.topology.links) {
    FlowMap map;
    map.add_text("id", link.id).add("from", selector_text(link.from, scenario_)).add("to", selector_text(link.to, scenario_));
    add_link_traits(map, link);
    item(4, map);
  }
  static constexpr const char* kKinds[] = {"full", "none", "ring", "random_k"};
  const Overlay& overlay = scenario_.topology.overlay;
  FlowMap map;
  map.add("kind", kKinds[static_cast<std::size_t>(overlay.kind)]);
  if (overlay.kind == Overlay::Kind::random_k) map.add("k", count_text(overlay.k));
  line("  overlay", map.text());
}

void Printer::fabric() {
  const core::FabricOptions& fabric = scenario_.fabric;
  const core::LookupOptions& lookup = fabric.lookup;
  std::vector<std::string> order = {"local"};
  if (lookup.ask_announced) order.emplace_back("announced");
  if (lookup.ask_peers) order.emplace_back("peers");
  if (lookup.ask_home) order.emplace_back("home");
  out_ += "fabric:\n";
  line("  gossip", gossip_text(fabric.gossip));
  line("  membership", membership_text(fabric.membership));
  FlowMap map;
  map.add("order", flow_list(order))
      .add("announced_timeout", duration_text(lookup.announced_timeout))
      .add("peer_timeout", duration_text(lookup.peer_timeout))
      .add("home_timeout", duration_text(lookup.home_timeout))
      .add("reply_matching", to_string(lookup.reply_matching))
      .add("asking", to_string(lookup.asking))
      .add("hedge_after", duration_text(lookup.hedge_after))
      .add("parallel", count_text(lookup.parallel))
      .add("probes", lookup.probes ? count_text(*lookup.probes) : "all");
  if (lookup.breaker.failures == 0)
    map.add("breaker", "none");
  else
    map.add("breaker", FlowMap()
                           .add("failures", count_text(lookup.breaker.failures))
                           .add("backoff", duration_text(lookup.breaker.backoff))
                           .add("backoff_max", duration_text(lookup.breaker.backoff_max))
                           .text());
  for (const auto& [key, member] : kLookupSwitches) map.add(key, bool_text(lookup.*member));
  map.add("routing", fabric.routes ? "static" : "content").add("routes", routes_text(fabric.routes));
  line("  lookup", map.text());
  line("  home", FlowMap()
                     .add("queue", fabric.home.queue ? count_text(*fabric.home.queue) : "unbounded")
                     .add("retry_after", duration_text(fabric.home.retry_after))
                     .text());
  line("  ledger", FlowMap()
                       .add("sync", to_string(fabric.ledger_sync))
                       .add("failure", to_string(fabric.ledger_failure))
                       .add("replay", to_string(fabric.log.replay))
                       .add("segment", bound_text(fabric.log.segment_bytes))
                       .text());
  line("  store", FlowMap()
                      .add("capacity", bound_text(fabric.store.capacity_bytes))
                      .add("reply_max", bound_text(fabric.store.reply_bytes_max))
                      .add("pin_unannounced", bool_text(fabric.store.pin_unannounced))
                      .add("announce_recovered", bool_text(fabric.store.announce_recovered))
                      .add("verify_replies", bool_text(fabric.store.verify_replies))
                      .text());
  line("  replication", FlowMap()
                            .add("factor", count_text(fabric.replication.factor))
                            .add("interval", duration_text(fabric.replication.interval))
                            .add("batch", count_text(fabric.replication.batch))
                            .text());
  const core::IndexOptions& index = fabric.index;
  line("  index", FlowMap()
                      .add("mode", index.retracting ? "retracting" : "grow_only")
                      .add("holders_per_key", index.holders_per_key_max == 0 ? "unbounded" : count_text(index.holders_per_key_max))
                      .add("hearsay_max", count_text(index.hearsay_max))
                      .add("facts_max", count_text(index.facts_max))
                      .add("missed_for", duration_text(index.missed_for))
                      .text());
  line("  stream", stream_options_text(fabric.stream));
  line("  planted_bug", to_string(fabric.planted_bug));
}

void Printer::content() {
  if (scenario_.content.empty()) return;
  out_ += "content:\n  items:\n";
  for (const Item& item_spec : scenario_.content) {
    FlowMap map;
    map.add_text("id", item_spec.id);
    map.add("expr", expr_text(item_spec.request.expr));
    map.add("capabilities", yaml_texts(item_spec.request.required_capabilities));
    map.add("consistency", to_string(item_spec.request.consistency));
    map.add("mode", to_string(item_spec.request.mode));
    if (item_spec.failure)
      map.add_text("fails", *item_spec.failure);
    else
      map.add_text("reply", item_spec.reply);
    item(4, map);
  }
}

std::string Printer::ids_text(const std::vector<std::uint32_t>& content) const {
  bool all = content.size() == scenario_.content.size();
  for (std::size_t i = 0; all && i < content.size(); ++i) all = content[i] == i;
  if (all) return "all";
  std::vector<std::string> ids;
  for (const std::uint32_t index : content) ids.push_back(scenario_.content.at(index).id);
  return yaml_texts(ids);
}

std::string Printer::nodes_text(const std::vector<std::uint32_t>& nodes) const {
  std::vector<std::string> names;
  for (const std::uint32_t node : nodes) names.push_back(scenario_.nodes.at(node).name);
  return yaml_texts(names);
}

void Printer::preload() {
  if (!scenario_.preload.empty()) out_ += "preload:\n";
  for (const Preload& preload : scenario_.preload) {
    FlowMap map;
    map.add("holder", selector_text(preload.holder, scenario_));
    map.add("content", ids_text(preload.content));
    map.add("deal", preload.deal_round_robin ? "round_robin" : "every");
    if (preload.reply) map.add_text("reply", *preload.reply);
    item(2, map);
  }
}

void Printer::workload() {
  if (!scenario_.requests.empty()) out_ += "workload:\n";
  for (const RequestSpec& request : scenario_.requests) {
    FlowMap map;
    map.add("at", duration_text(request.at));
    map.add_text("node", scenario_.nodes.at(request.node).name);
    map.add_text("content", scenario_.content.at(request.content).id);
    if (request.deadline) map.add("deadline", duration_text(*request.deadline));
    if (request.grants) map.add("grants", yaml_texts(*request.grants));
    if (request.stream) map.add_text("stream", scenario_.nodes.at(*request.stream).name);
    map.add_text("as", request.as);
    item(2, map);
  }
}

void Printer::faults() {
  if (!scenario_.faults.empty()) out_ += "faults:\n";
  for (const Fault& each : scenario_.faults) out_ += "  - " + fault_text(each, scenario_) + "\n";
  if (scenario_.budget) line("budget", budget_text(*scenario_.budget, scenario_));
}

void Printer::converge(const ConvergeSpec& spec) {
  FlowMap map;
  map.add_text("id", spec.id).add("content", ids_text(spec.content));
  switch (spec.holders) {
    case ConvergeSpec::Holders::exactly:
      map.add("holders", nodes_text(spec.nodes));
      break;
    case ConvergeSpec::Holders::at_least_these:
      map.add("holders", FlowMap().add("at_least", nodes_text(spec.nodes)).text());
      break;
    case ConvergeSpec::Holders::at_least_count:
      map.add("holders", FlowMap().add("at_least", count_text(spec.count)).text());
      break;
    case ConvergeSpec::Holders::exactly_actual:
      map.add("holders", "exactly_actual");
      break;
    case ConvergeSpec::Holders::actual:
      map.add("holders", "actual");
      break;
  }
  map.add("known_by", spec.known_by ? selector_text(*spec.known_by, scenario_) : "all_live");
  static constexpr const char* kAfters[] = {"start", "heal", "fault:"};
  map.add("after", kAfters[static_cast<std::size_t>(spec.after)] + spec.after_fault);
  map.add("within", duration_text(spec.within));
  item(4, map);
}

void Printer::reply(const ReplySpec& spec) {
  FlowMap map;
  map.add_text("id", spec.id).add_text("request", spec.request);
  map.add("outcome", spec.outcome == Outcome::ok ? "ok" : "error");
  if (spec.from) map.add("from", to_string(*spec.from));
  if (spec.value) map.add("value", expr_text(*spec.value));
  if (spec.error) map.add("error", *spec.error);
  if (spec.recorded) map.add("recorded", bool_text(*spec.recorded));
  if (spec.asked) map.add("asked", yaml_texts(*spec.asked));
  if (spec.asks_max) map.add("asks_max", count_text(*spec.asks_max));
  if (spec.misses) {
    std::vector<std::string> misses;
    for (const core::Miss miss : *spec.misses) misses.emplace_back(to_string(miss));
    map.add("misses", flow_list(misses));
  }
  if (spec.within) map.add("within", duration_text(*spec.within));
  item(4, map);
}

void Printer::expect() {
  if (scenario_.converge.empty() && scenario_.replies.empty() && scenario_.streams.empty() && scenario_.members.empty() &&
      scenario_.thresholds.empty())
    return;
  out_ += "expect:\n";
  if (!scenario_.converge.empty()) out_ += "  converge:\n";
  for (const ConvergeSpec& spec : scenario_.converge) converge(spec);
  if (!scenario_.replies.empty()) out_ += "  replies:\n";
  for (const ReplySpec& spec : scenario_.replies) reply(spec);
  if (!scenario_.streams.empty()) out_ += "  streams:\n";
  for (const StreamSpec& spec : scenario_.streams) out_ += "    - " + stream_spec_text(spec) + "\n";
  if (!scenario_.members.empty()) out_ += "  members:\n";
  for (const MembersSpec& spec : scenario_.members) out_ += "    - " + members_spec_text(spec, scenario_) + "\n";
  if (!scenario_.thresholds.empty()) out_ += "  thresholds:\n";
  for (const ThresholdSpec& spec : scenario_.thresholds) out_ += "    - " + threshold_text(spec) + "\n";
}

void Printer::contrasts() {
  if (!scenario_.contrasts.empty()) out_ += "contrast:\n";
  for (const Contrast& contrast : scenario_.contrasts) {
    FlowMap set;
    for (const Override& value : contrast.set) set.add(yaml_text(value.path), value.value);
    item(2, FlowMap().add("set", set.text()).add_text("fails", contrast.fails));
  }
}

}  // namespace

std::string print_scenario(const Scenario& scenario) {
  return Printer(scenario).print();
}

}  // namespace fleetsim::sim
