#include "sim/world/world.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "sim/fault/occurrences.h"

namespace fleetsim::sim {

void World::reseed(std::uint64_t branch) {
  seed_ = core::Dice(seed_, "branch/" + std::to_string(branch)).u64();
  for (Part& part : parts_) part.reseed(seed_);
}

void World::schedule(core::Instant at, Event event) {
  plan_queue_.push({at, 0, next_event_++}, {std::move(event), parts_.front().events()});
}

// A request concerns one machine. It is left to its part unless other events of the world, which have a place among requests of
// the same instant, are scheduled after it.
void World::schedule(core::Instant at, RequestDue request) {
  const bool may_wait = division_->is_whole() || std::ranges::any_of(scenario().faults, [](const Fault& fault) {
                          return fault.flap.has_value();
                        });
  if (may_wait) return schedule(at, Event(request));
  part_with(scenario().requests[request.request].node).push({at, 0, next_event_++}, {request, 0});
}

core::Instant World::now() const {
  core::Instant latest = parts_.front().now();
  for (const Part& part : parts_) latest = std::max(latest, part.now());
  return latest;
}

std::uint64_t World::events() const {
  std::uint64_t sum = 0;
  for (const Part& part : parts_) sum += part.events();
  return sum;
}

std::uint64_t World::deliveries() const {
  std::uint64_t sum = 0;
  for (const Part& part : parts_) sum += part.deliveries();
  return sum;
}

// Of one instant, what the world itself does comes first.
bool World::step(core::Instant until, std::vector<Fact>& facts) {
  Part& part = only();
  const core::Instant planned = plan_at();
  const core::Instant next = part.idle() ? core::kNever : part.next_at();
  if (std::min(planned, next) > until) return false;
  if (planned <= next) {
    if (plan_queue_.empty()) return false;
    step_plan(facts);
    return true;
  }
  const std::size_t before = facts.size();
  part.step(facts);
  react(facts, before);
  return true;
}

void World::step_plan(std::vector<Fact>& facts) {
  auto [key, pending] = plan_queue_.pop();
  for (Part& part : parts_) part.wait_until(key.at);
  parts_.front().note(key.at, std::move(pending));
  const std::size_t before = facts.size();
  std::visit(
      [&](const auto& event) {
        if constexpr (requires { happen(event, facts); })
          happen(event, facts);
        else
          FLEET_CHECK(false, "an event of a machine");
      },
      parts_.front().last_event().event);
  tell(facts, before);
  react(facts, before);
}

// What the world itself has made happen to its parts.
void World::tell(std::vector<Fact>& facts, std::size_t from) {
  for (Part& part : parts_) part.stamp(facts, from);
  if (division_->is_whole()) return;
  for (PartId part = 0; part < parts_.size(); ++part) hand_over(part, parts_[part].now());
  for (std::size_t i = from; i < facts.size(); ++i) translate(facts[i]);
}

void World::hand_over(PartId from, core::Instant until) {
  std::vector<Part::Mail>& outgoing = parts_[from].outgoing();
  for (Part::Mail& mail : outgoing) {
    FLEET_CHECK(mail.key.at >= until, "a message from another part that would have arrived already");
    part_with(std::get<Deliver>(mail.pending.event).to).push(mail.key, std::move(mail.pending));
  }
  outgoing.clear();
  glossary_.extend(from, parts_[from].table().get());
}

void World::stamp(PartId from, std::vector<Fact>& facts) const {
  if (!setting_->clocks_differ) return;
  for (PartId part = 0; part < parts_.size(); ++part)
    if (part != from) parts_[part].stamp(facts, 0);
}

void World::translate(Fact& fact) const {
  if (auto* said = std::get_if<core::Observation>(&fact.what))
    if (auto* learned = std::get_if<core::Learned>(said)) glossary_.translate(division_->of(fact.node), *learned);
}

void World::inject(core::NodeId node, const core::Input& input, std::vector<Fact>& facts) {
  const std::size_t before = facts.size();
  only().inject(node, input, facts);
  react(facts, before);
}

void World::summarise(core::Instant at, std::vector<Fact>& facts) const {
  for (core::NodeId node = 0; node < directory().size(); ++node) {
    const Host& host = parts_[division_->of(node)].hosts()[node];
    if (!host.up()) continue;
    facts.push_back({at, node, IndexSummary{host.node->index().size(), host.node->index().root()}});
    if (host.node->gossip_counters() != core::GossipCounters{})
      facts.push_back({at, node, GossipSpent{host.node->gossip_counters()}});
  }
}

// ---- what the world itself does

void World::happen(const RequestDue& event, std::vector<Fact>& facts) {
  part_with(scenario().requests[event.request].node).happen(event, facts);
}

void World::happen(const FaultEdge& event, std::vector<Fact>& facts) {
  if (event.begins)
    begin_fault(event.planned, facts);
  else if (active_faults_.contains(event.planned))
    end_fault(event.planned, facts);
  report_links(facts);
}

void World::happen(const HealAll&, std::vector<Fact>& facts) {
  const std::set<std::uint32_t> active = active_faults_;
  for (std::uint32_t fault : active)
    if (!spec_of(planned_at(fault)).heal_never) end_fault(fault, facts);
  report_links(facts);
  facts.push_back({now(), core::kNobody, Healed{}});
}

// Faults that have waited for what has just happened begin as soon as it is over.
void World::react(const std::vector<Fact>& facts, std::size_t from) {
  if (reactions_.empty()) return;
  const core::Instant safety_end = core::Instant{} + scenario().safety_until;
  for (std::size_t i = from; i < facts.size(); ++i) {
    for (const Reactions::Started& each : reactions_.on(facts[i])) {
      const Fault& spec = scenario().faults[each.fault];
      const core::Instant begin = now() + spec.when->delay;
      if (begin >= safety_end) continue;
      std::optional<PlannedFault> planned = draw_occurrence(scenario(), seed_, each.fault,
                                                            occurrence_name(spec, each.number), begin, facts[i].node);
      if (!planned) continue;
      planned->occurrence = each.number;
      const auto place = static_cast<std::uint32_t>(plan_->size() + started_.size());
      schedule(begin, FaultEdge{place, each.fault, true});
      if (planned->end) schedule(*planned->end, FaultEdge{place, each.fault, false});
      started_.push_back(*std::move(planned));
    }
  }
}

void World::begin_fault(std::uint32_t fault, std::vector<Fact>& facts) {
  const PlannedFault& planned = planned_at(fault);
  const Fault& spec = spec_of(planned);
  if (planned.over != PlannedFault::Over::no)
    facts.push_back({now(), core::kNobody, OverBudget{planned.fault, planned.occurrence}});
  if (planned.over == PlannedFault::Over::refused) return;
  facts.push_back({now(), core::kNobody, FaultBegan{planned.fault, planned.occurrence}});
  for (Part& part : parts_) {
    if (planned.network) part.network().start(fault, *planned.network, now());
    part.network().fail_links(planned.lanes);
  }
  if (spec.flap) begin_flapping(fault);
  for (std::uint32_t node : planned.nodes) {
    Part& part = part_with(node);
    part.begin_fault(fault, planned, spec, part.own(node), facts);
  }
  if (!is_momentary(action_on_nodes(spec))) active_faults_.insert(fault);
}

void World::end_fault(std::uint32_t fault, std::vector<Fact>& facts) {
  const PlannedFault& planned = planned_at(fault);
  active_faults_.erase(fault);
  facts.push_back({now(), core::kNobody, FaultEnded{planned.fault, planned.occurrence}});
  for (Part& part : parts_) {
    part.network().stop(fault);
    part.network().restore_links(planned.lanes);
    part.let_go(fault, facts);
  }
  for (std::uint32_t node : planned.nodes) {
    Part& part = part_with(node);
    part.end_fault(fault, spec_of(planned), part.own(node), facts);
  }
}

void World::report_links(std::vector<Fact>& facts) {
  for (Part& part : parts_) part.report_links(facts);
}

// ---- links that go down and up

void World::begin_flapping(std::uint32_t fault) {
  Flapping& flapping = flapping_[fault];
  flapping.dice = fault_dice(seed_, planned_at(fault).name, "flap");
  flapping.down = true;
  schedule_flap(fault);
}

void World::schedule_flap(std::uint32_t fault) {
  Flapping& flapping = flapping_.at(fault);
  const PlannedFault& planned = planned_at(fault);
  const Fault& spec = spec_of(planned);
  const core::Duration drawn = draw(flapping.down ? spec.flap->down : spec.flap->up, flapping.dice);
  schedule(now() + std::max({drawn, spec.stability, kShortestTurn}), FlapDue{fault, planned.fault, ++flapping.generation});
}

void World::happen(const FlapDue& event, std::vector<Fact>& facts) {
  Flapping& flapping = flapping_.at(event.planned);
  if (flapping.generation != event.generation || !active_faults_.contains(event.planned)) return;
  flapping.down = !flapping.down;
  for (Part& part : parts_) {
    if (flapping.down)
      part.network().start(event.planned, *planned_at(event.planned).network, now());
    else
      part.network().stop(event.planned);
  }
  facts.push_back({now(), core::kNobody, Flapped{event.fault, flapping.down, planned_at(event.planned).occurrence}});
  schedule_flap(event.planned);
  report_links(facts);
}

}  // namespace fleetsim::sim
