#include "sim/world/part.h"

#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/stream/security_capability.h"
#include "sim/fault/occurrences.h"
#include "sim/fault/storage_fault.h"

namespace fleetsim::sim {
namespace {

// What a fault of storage draws from, one stream for each node.
core::Dice disk_dice(std::uint64_t seed, const PlannedFault& planned, const std::string& node) {
  return fault_dice(seed, planned.name, "disk/" + node);
}

}  // namespace

Part::Part(std::shared_ptr<const Setting> setting, bool whole, std::uint64_t seed, Network network)
    : setting_(std::move(setting)),
      whole_(whole),
      seed_(seed),
      network_(std::move(network)),
      hosts_(setting_->scenario->nodes.size()) {
  if (network_.has_streams()) links_ = LinkWatch(static_cast<std::uint32_t>(hosts_.size()));
}

void Part::reseed(std::uint64_t seed) {
  seed_ = seed;
  network_.reseed(seed);
}

void Part::schedule(Host& host, core::Instant at, Event event) {
  FLEET_CHECK(at >= now_, "an event in the past");
  queue_.push({at, id_of(host) + 1, host.next_event++}, {std::move(event), events_});
}

EventKey Part::step(std::vector<Fact>& facts) {
  auto [key, pending] = queue_.pop();
  FLEET_CHECK(key.at >= now_, "virtual time went back");
  note(key.at, std::move(pending));
  const std::size_t before = facts.size();
  std::visit(
      [&](const auto& event) {
        if constexpr (requires { happen(event, facts); })
          happen(event, facts);
        else
          FLEET_CHECK(false, "an event of the world itself");
      },
      last_.event);
  stamp(facts, before);
  return key;
}

void Part::note(core::Instant at, Pending&& pending) {
  now_ = at;
  ++events_;
  last_ = std::move(pending);
}

void Part::inject(core::NodeId node, const core::Input& input, std::vector<Fact>& facts) {
  const std::size_t before = facts.size();
  if (Host& host = own(node); host.up()) feed(host, input, facts);
  stamp(facts, before);
}

// A machine that was shared with another world speaks of that world's table; what it knows, this world's table
// says under the same ids.
Host& Part::own(core::NodeId node) {
  Host& host = hosts_.own(node);
  if (host.facts() != table_.shared().get()) host.use(table_.shared());
  if (host.seed != seed_) host.reseed(seed_, "node/" + name_of(host));
  return host;
}

// ---- what happens

void Part::happen(const TimerDue& event, std::vector<Fact>& facts) {
  Host& host = own(event.node);
  const auto timer = host.timers.find(event.timer);
  if (timer == host.timers.end() || timer->second.generation != event.generation) return;
  // At a process that stands still it may yet be taken back by what has come before.
  if (!host.paused()) host.timers.erase(timer);
  feed(host, core::TimerFired{event.timer}, facts, event.generation);
}

void Part::happen(const DiskDone& event, std::vector<Fact>& facts) {
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

void Part::happen(const ComputeDue& event, std::vector<Fact>& facts) {
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

void Part::happen(const RequestDue& event, std::vector<Fact>& facts) {
  const RequestSpec& spec = setting_->scenario->requests[event.request];
  Host& host = own(spec.node);
  if (!host.up() || host.leaving) {
    facts.push_back({now_, spec.node, RequestRefused{event.request}});
    return;
  }
  core::EvalRequest request = setting_->scenario->content[spec.content].request;
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

// ---- faults of machines

void Part::begin_fault(std::uint32_t fault, const PlannedFault& planned, const Fault& spec, Host& host,
                       std::vector<Fact>& facts) {
  const FaultAction action = action_on_nodes(spec);
  if (takes_down(action)) {
    ++host.downs;
    if (action == FaultAction::leave)
      leave(host, facts);
    else
      power_off(host, action, facts);
  } else if (action == FaultAction::join) {
    if (--host.downs == 0) power_on(host, facts);
  } else if (const std::optional<DiskFault> disk = disk_fault(spec, disk_dice(seed_, planned, name_of(host)))) {
    host.disk.begin(fault, *disk);
  } else if (action == FaultAction::bit_rot) {
    core::Dice dice = disk_dice(seed_, planned, name_of(host));
    host.disk.rot(spec.count, dice);
    report_damages(host, facts);
  } else if (action == FaultAction::wrong_reply) {
    host.with_faults().wrong_reply.insert(fault);
  } else if (action == FaultAction::divergent_compute) {
    host.with_faults().divergent_compute.insert(fault);
  } else if (action == FaultAction::false_announcement) {
    host.with_faults().false_announcements.emplace(fault, *spec.content);
  } else {
    begin_node_fault(fault, spec, host, facts);
  }
}

void Part::end_fault(std::uint32_t fault, const Fault& spec, Host& host, std::vector<Fact>& facts) {
  host.end_fault(fault);
  host.disk.end(fault);
  end_node_fault(fault, spec, host, facts);
  if (takes_down(action_on_nodes(spec)))
    if (--host.downs == 0) power_on(host, facts);
}

void Part::power_on(Host& host, std::vector<Fact>& facts) {
  ++host.incarnation;
  const std::string life = "node/" + name_of(host) + "/life/" + std::to_string(host.incarnation);
  host.power_on(core::Dice(seed_, life));
  host.clock.boot(now_);
  facts.push_back({now_, id_of(host), NodeUp{host.incarnation}});
  for (const core::ContentKey& key : host.disk.take_damaged_keys(setting_->scenario->fabric.log.replay))
    facts.push_back({now_, id_of(host), RecordDamaged{key}});
  feed(host, core::Booted{host.incarnation, host.disk.log()}, facts);
  facts.push_back({now_, id_of(host), BootEnded{}});
}

void Part::power_off(Host& host, FaultAction how, std::vector<Fact>& facts) {
  const bool wipe = how == FaultAction::wipe;
  if (host.up()) {
    if (host.node->gossip_counters() != core::GossipCounters{})
      facts.push_back({now_, id_of(host), GossipSpent{host.node->gossip_counters()}});
    host.power_off();
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

void Part::report_damages(Host& host, std::vector<Fact>& facts) {
  for (const DiskDamaged& damage : host.disk.take_damages()) facts.push_back({now_, id_of(host), damage});
}

// ---- the host's side of the seam

void Part::feed(Host& host, const core::Input& input, std::vector<Fact>& facts, std::uint64_t timer) {
  if (host.paused()) {
    host.inbox.push_back({input, timer});
    return;
  }
  FLEET_CHECK(effects_.empty());
  host.node->on(host.clock.tell(now_), input, effects_);
  for (core::Effect& effect : effects_) carry_out(host, effect, facts);
  effects_.clear();
}

void Part::carry_out(Host& host, core::Effect& effect, std::vector<Fact>& facts) {
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

void Part::send(Host& host, const core::Send& send, std::vector<Fact>& facts) {
  core::Letter letter{tampered(host, send.bytes)};
  if (letter.bytes == send.bytes) letter.said = send.said;  // the very same
  transmit(host, send.to, std::move(letter), facts);
}

// ---- the home site's computations

void Part::begin_compute(Host& host) {
  const Group::Compute& compute = *setting_->group_of(id_of(host)).compute;
  const core::Evaluator& evaluator = *setting_->evaluators[setting_->scenario->nodes[id_of(host)].group];
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
void Part::finish_compute(Host& host, core::Result<core::EvalReply>& outcome) {
  ++host.computed;
  if (!outcome || !host.faults || host.faults->divergent_compute.empty()) return;
  const std::string which =
      "(computation " + std::to_string(host.computed) + " of " + name_of(host) + ")";
  core::Expr& value = outcome->value;
  value = value.kind() == core::Expr::Kind::string ? core::Expr::string(value.text() + " " + which)
                                                   : core::Expr::list({value, core::Expr::string(which)});
}

}  // namespace fleetsim::sim
