#include "sim/world/world.h"

#include "core/base/check.h"
#include "core/stream/security_capability.h"
#include "sim/fault/occurrences.h"
#include "sim/fault/storage_fault.h"
#include "sim/fault/tamper.h"

namespace fleetsim::sim {

void World::reseed(std::uint64_t branch) {
  seed_ = core::Dice(seed_, "branch/" + std::to_string(branch)).u64();
  network_.reseed(seed_);
}

void World::schedule(core::Instant at, Event event) {
  queue_.push({at, 0, next_event_++}, {std::move(event), events_});
}

void World::schedule(Host& host, core::Instant at, Event event) {
  FLEET_CHECK(at >= now_, "an event in the past");
  queue_.push({at, id_of(host) + 1, host.next_event++}, {std::move(event), events_});
}

bool World::step(core::Instant until, std::vector<Fact>& facts) {
  if (queue_.empty() || queue_.next_at() > until) return false;
  auto [key, pending] = queue_.pop();
  FLEET_CHECK(key.at >= now_, "virtual time went back");
  now_ = key.at;
  ++events_;
  last_ = std::move(pending);
  const std::size_t before = facts.size();
  std::visit([&](const auto& alternative) { happen(alternative, facts); }, last_.event);
  stamp(facts, before);
  react(facts, before);
  return true;
}

void World::inject(core::NodeId node, const core::Input& input, std::vector<Fact>& facts) {
  const std::size_t before = facts.size();
  if (Host& host = own(node); host.up()) feed(host, input, facts);
  stamp(facts, before);
  react(facts, before);
}

void World::summarise(core::Instant at, std::vector<Fact>& facts) const {
  for (core::NodeId node = 0; node < hosts_.size(); ++node)
    if (hosts_[node].up()) {
      const core::Node& live = *hosts_[node].node;
      facts.push_back({at, node, IndexSummary{live.index().size(), live.index().root()}});
      if (live.gossip_counters() != core::GossipCounters{})
        facts.push_back({at, node, GossipSpent{live.gossip_counters()}});
    }
}

// A machine that was shared with another world speaks of that world's table; what it knows, this world's table
// says under the same ids.
Host& World::own(core::NodeId node) {
  Host& host = hosts_.own(node);
  if (host.node_options.facts != table_.shared()) {
    host.node_options.facts = table_.shared();
    if (host.node) host.node->use(table_.shared());
  }
  if (host.seed != seed_) host.reseed(seed_, "node/" + name_of(host));
  return host;
}

// ---- what happens

void World::happen(const TimerDue& event, std::vector<Fact>& facts) {
  Host& host = own(event.node);
  const auto timer = host.timers.find(event.timer);
  if (timer == host.timers.end() || timer->second.generation != event.generation) return;
  // At a process that stands still it may yet be taken back by what has come before.
  if (!host.paused()) host.timers.erase(timer);
  feed(host, core::TimerFired{event.timer}, facts, event.generation);
}

void World::happen(const DiskDone& event, std::vector<Fact>& facts) {
  Host& host = own(event.node);
  if (host.incarnation != event.incarnation || !host.up()) return;
  const DiskResult result = event.sync ? host.disk.synced(event.seq) : host.disk.appended(event.seq);
  report_damages(host, facts);
  if (!result.told) return;
  if (result.failed) {
    facts.push_back({now_, event.node, StorageRefused{event.seq, *result.failed}});
    const char* why =
        *result.failed == StorageFault::disk_full ? "no space left on the disk" : "input/output error";
    feed(host, core::StorageFailed{event.seq, core::Error::host(why, core::ErrorCode::storage_failed)},
         facts);
  } else if (event.sync) {
    feed(host, core::Synced{event.seq}, facts);
  } else {
    feed(host, core::Appended{event.seq}, facts);
  }
}

void World::happen(const ComputeDue& event, std::vector<Fact>& facts) {
  Host& host = own(event.node);
  if (host.incarnation != event.incarnation || !host.up()) return;
  const auto done = host.outcomes.find(event.compute);
  if (done == host.outcomes.end() || done->second.due != event.due) return;  // cancelled meanwhile, or held up
  if (host.paused()) return;  // it goes on when its process does
  core::Result<core::EvalReply> outcome = std::move(done->second.reply);
  host.outcomes.erase(done);
  host.computing.erase(event.compute);
  begin_compute(host);
  finish_compute(host, outcome);
  feed(host, core::Computed{event.compute, std::move(outcome)}, facts);
}

void World::happen(const RequestDue& event, std::vector<Fact>& facts) {
  const RequestSpec& spec = scenario_->requests[event.request];
  Host& host = own(spec.node);
  if (!host.up() || host.leaving) {
    facts.push_back({now_, spec.node, RequestRefused{event.request}});
    return;
  }
  core::EvalRequest request = scenario_->content[spec.content].request;
  request.deadline = spec.deadline;
  const std::vector<std::string>& grants = spec.grants ? *spec.grants : request.required_capabilities;
  core::EvalContext context(core::CapabilitySet(grants.begin(), grants.end()));
  if (spec.stream) {
    // Reading a stream over the network is a matter of course, unless the scenario says what the caller may do.
    if (!spec.grants) context.grant(core::capability(core::StreamSecurityCapability::remote_network));
    feed(host,
         core::StreamRequestMade{event.request, *spec.stream,
                                 std::make_shared<const core::EvalRequest>(std::move(request)), std::move(context)},
         facts);
    return;
  }
  feed(host,
       core::RequestMade{event.request, std::make_shared<const core::EvalRequest>(std::move(request)),
                         std::move(context)},
       facts);
}

// ---- faults

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
  facts.push_back({now_, core::kNobody, Healed{}});
}

// Faults that have waited for what has just happened begin as soon as it is over.
void World::react(const std::vector<Fact>& facts, std::size_t from) {
  if (reactions_.empty()) return;
  const core::Instant safety_end = core::Instant{} + scenario_->safety_until;
  for (std::size_t i = from; i < facts.size(); ++i) {
    for (const Reactions::Started& each : reactions_.on(facts[i])) {
      const Fault& spec = scenario_->faults[each.fault];
      const core::Instant begin = now_ + spec.when->delay;
      if (begin >= safety_end) continue;
      std::optional<PlannedFault> planned = draw_occurrence(*scenario_, seed_, each.fault,
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

// What a fault of storage draws from, one stream for each node.
core::Dice World::disk_dice(const PlannedFault& planned, const Host& host) const {
  return fault_dice(seed_, planned.name, "disk/" + name_of(host));
}

void World::begin_fault(std::uint32_t fault, std::vector<Fact>& facts) {
  const PlannedFault& planned = planned_at(fault);
  const Fault& spec = spec_of(planned);
  const FaultAction action = action_on_nodes(spec);
  if (planned.over != PlannedFault::Over::no)
    facts.push_back({now_, core::kNobody, OverBudget{planned.fault, planned.occurrence}});
  if (planned.over == PlannedFault::Over::refused) return;
  facts.push_back({now_, core::kNobody, FaultBegan{planned.fault, planned.occurrence}});
  if (planned.network) network_.start(fault, *planned.network, now_);
  network_.fail_links(planned.lanes);
  if (spec.flap) begin_flapping(fault);
  for (std::uint32_t node : planned.nodes) {
    Host& host = own(node);
    if (takes_down(action)) {
      ++host.downs;
      if (action == FaultAction::leave)
        leave(host, facts);
      else
        power_off(host, action, facts);
    } else if (action == FaultAction::join) {
      if (--host.downs == 0) power_on(host, facts);
    } else if (const std::optional<DiskFault> disk = disk_fault(spec, disk_dice(planned, host))) {
      host.disk.begin(fault, *disk);
    } else if (action == FaultAction::bit_rot) {
      core::Dice dice = disk_dice(planned, host);
      host.disk.rot(spec.count, dice);
      report_damages(host, facts);
    } else if (action == FaultAction::wrong_reply) {
      host.wrong_reply.insert(fault);
    } else if (action == FaultAction::divergent_compute) {
      host.divergent_compute.insert(fault);
    } else if (action == FaultAction::false_announcement) {
      host.false_announcements.emplace(fault, *spec.content);
    } else {
      begin_node_fault(fault, host, facts);
    }
  }
  if (!is_momentary(action)) active_faults_.insert(fault);
}

void World::end_fault(std::uint32_t fault, std::vector<Fact>& facts) {
  const PlannedFault& planned = planned_at(fault);
  const FaultAction action = action_on_nodes(spec_of(planned));
  active_faults_.erase(fault);
  facts.push_back({now_, core::kNobody, FaultEnded{planned.fault, planned.occurrence}});
  network_.stop(fault);
  network_.restore_links(planned.lanes);
  let_go(fault, facts);
  for (std::uint32_t node : planned.nodes) {
    Host& host = own(node);
    host.wrong_reply.erase(fault);
    host.divergent_compute.erase(fault);
    host.false_announcements.erase(fault);
    host.disk.end(fault);
    end_node_fault(fault, host, facts);
    if (takes_down(action))
      if (--host.downs == 0) power_on(host, facts);
  }
}

void World::power_on(Host& host, std::vector<Fact>& facts) {
  ++host.incarnation;
  const std::string life = "node/" + name_of(host) + "/life/" + std::to_string(host.incarnation);
  host.node.emplace(host.node_options, core::Dice(seed_, life));
  host.clock.boot(now_);
  facts.push_back({now_, id_of(host), NodeUp{host.incarnation}});
  for (const core::ContentKey& key : host.disk.take_damaged_keys(scenario_->fabric.log.replay))
    facts.push_back({now_, id_of(host), RecordDamaged{key}});
  feed(host, core::Booted{host.incarnation, host.disk.log()}, facts);
  facts.push_back({now_, id_of(host), BootEnded{}});
}

void World::power_off(Host& host, FaultAction how, std::vector<Fact>& facts) {
  const bool wipe = how == FaultAction::wipe;
  if (host.up()) {
    if (host.node->gossip_counters() != core::GossipCounters{})
      facts.push_back({now_, id_of(host), GossipSpent{host.node->gossip_counters()}});
    host.node.reset();
    host.timers.clear();
    host.computing.clear();
    host.outcomes.clear();
    host.waiting.clear();
    host.handled = {};
    host.pauses.clear();  // it was that process that stood still
    if (how == FaultAction::restart || how == FaultAction::leave)
      host.disk.process_ended();
    else
      host.disk.crash(host.crash);
    facts.push_back({now_, id_of(host), NodeDown{.wiped = wipe, .left = how == FaultAction::leave}});
    empty_inbox(host, facts);
  }
  if (wipe) host.disk.wipe();
}

void World::report_damages(Host& host, std::vector<Fact>& facts) {
  for (const DiskDamaged& damage : host.disk.take_damages()) facts.push_back({now_, id_of(host), damage});
}

// ---- the host's side of the seam

void World::feed(Host& host, const core::Input& input, std::vector<Fact>& facts, std::uint64_t timer) {
  if (host.paused()) {
    host.inbox.push_back({input, timer});
    return;
  }
  FLEET_CHECK(effects_.empty());
  host.node->on(host.clock.tell(now_), input, effects_);
  for (core::Effect& effect : effects_) carry_out(host, effect, facts);
  effects_.clear();
}

void World::carry_out(Host& host, core::Effect& effect, std::vector<Fact>& facts) {
  if (auto* observe = std::get_if<core::Observe>(&effect)) {
    facts.push_back({now_, id_of(host), std::move(observe->fact)});
  } else if (const auto* message = std::get_if<core::Send>(&effect)) {
    send(host, *message, facts);
  } else if (const auto* timer = std::get_if<core::SetTimer>(&effect)) {
    const std::uint64_t generation = ++host.next_generation;
    host.timers[timer->id] = {generation, timer->at};
    schedule(host, host.clock.due(timer->at, now_), TimerDue{id_of(host), timer->id, generation});
  } else if (const auto* cancel = std::get_if<core::CancelTimer>(&effect)) {
    host.timers.erase(cancel->id);
  } else if (const auto* append = std::get_if<core::Append>(&effect)) {
    const core::Instant done = host.disk.append(now_, *append);
    schedule(host, done, DiskDone{id_of(host), host.incarnation, append->seq, false});
  } else if (const auto* sync = std::get_if<core::Sync>(&effect)) {
    schedule(host, host.disk.sync(now_), DiskDone{id_of(host), host.incarnation, sync->seq, true});
  } else if (const auto* cut = std::get_if<core::Truncate>(&effect)) {
    host.disk.truncate(*cut);
  } else if (const auto* drop = std::get_if<core::DropSegment>(&effect)) {
    host.disk.drop(drop->segment);
  } else if (auto* compute = std::get_if<core::Compute>(&effect)) {
    host.computing.emplace(compute->id, std::move(compute->request));
    host.waiting.push_back(compute->id);
    begin_compute(host);
  } else if (const auto* cancel_compute = std::get_if<core::CancelCompute>(&effect)) {
    host.computing.erase(cancel_compute->id);
    host.outcomes.erase(cancel_compute->id);
    std::erase(host.waiting, cancel_compute->id);
    begin_compute(host);
  }
  // Answer, AnswerItem, AnswerEnd: whoever asked is content; Answered has said everything that is judged.
}

void World::send(Host& host, const core::Send& send, std::vector<Fact>& facts) {
  core::Letter letter{tampered(host, send.bytes)};
  if (letter.bytes == send.bytes) letter.said = send.said;  // the very same
  transmit(host, send.to, std::move(letter), facts);
}

// ---- the home site's computations

void World::begin_compute(Host& host) {
  const Group::Compute& compute = *group_of(host).compute;
  const core::Evaluator& evaluator = *evaluators_[scenario_->nodes[id_of(host)].group];
  while (!host.waiting.empty() && host.computing.size() - host.waiting.size() < compute.slots) {
    const core::ComputeId id = host.waiting.front();
    host.waiting.erase(host.waiting.begin());
    core::Evaluation evaluation = evaluator.evaluate(*host.computing.at(id));
    const core::Duration service = draw(compute.service, host.service);
    const core::Duration steps = compute.step_time * static_cast<std::int64_t>(evaluation.steps);
    const core::Instant due = now_ + slowed(service + steps, host);
    host.outcomes.emplace(id, Host::Outcome{std::move(evaluation.reply), due});
    schedule(host, due, ComputeDue{id_of(host), host.incarnation, id, due});
  }
}

// The outcome is known when the computation begins, and what lies about it decides when it ends.
void World::finish_compute(Host& host, core::Result<core::EvalReply>& outcome) {
  ++host.computed;
  if (!outcome || host.divergent_compute.empty()) return;
  const std::string which =
      "(computation " + std::to_string(host.computed) + " of " + directory_->name(id_of(host)).text() + ")";
  core::Expr& value = outcome->value;
  value = value.kind() == core::Expr::Kind::string ? core::Expr::string(value.text() + " " + which)
                                                   : core::Expr::list({value, core::Expr::string(which)});
}

}  // namespace fleetsim::sim
