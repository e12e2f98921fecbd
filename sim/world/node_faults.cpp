// Faults of nodes: processes that stand still, slow ones, clocks that go wrong, and what a machine says for its node.

#include <algorithm>

#include "core/base/check.h"
#include "sim/fault/tamper.h"
#include "sim/world/part.h"

namespace fleetsim::sim {
namespace {

// Later than every run ends, and far from the end of the clock.
constexpr core::Duration kForever{std::int64_t{1} << 61};

// How long a node that leaves waits for its work to end, and how often it looks: as the real one
// (core/host/node_host.cpp).
constexpr core::Duration kDrainMax = core::seconds(2);
constexpr core::Duration kDrainTick = core::milliseconds(10);

}  // namespace

void Part::begin_node_fault(std::uint32_t fault, const Fault& spec, Host& host, std::vector<Fact>& facts) {
  switch (spec.action) {
    case FaultAction::pause:
      if (!host.up()) return;  // there is no process that could stand still
      if (!host.paused()) {
        host.paused_at = now_;
        facts.push_back({now_, id_of(host), NodePaused{}});
      }
      host.pauses.insert(fault);
      return;
    case FaultAction::slow_node:
      host.with_faults().slow.emplace(fault, Host::Slowness{static_cast<std::int64_t>(spec.factor), spec.handling});
      return;
    case FaultAction::clock_jump:
      change_clock(host, [&](MachineClock& clock) { clock.jump(now_, spec.jump); });
      facts.push_back({now_, id_of(host), ClockSet{spec.jump}});
      return;
    case FaultAction::clock_drift:
      change_clock(host, [&](MachineClock& clock) { clock.drift_more(now_, spec.drift); });
      return;
    case FaultAction::lost_announcement:
      host.with_faults().lost_announcements.emplace(fault, spec.content);
      return;
    case FaultAction::stale_announcement:
      host.with_faults().stale_announcements.emplace(
          fault, host.node ? std::optional(host.node->index().facts()) : std::nullopt);
      return;
    default:
      FLEET_CHECK(is_network(spec.action), "a fault that nobody begins");
  }
}

void Part::end_node_fault(std::uint32_t fault, const Fault& spec, Host& host, std::vector<Fact>& facts) {
  if (spec.action == FaultAction::clock_drift)
    change_clock(host, [&](MachineClock& clock) { clock.drift_more(now_, -spec.drift); });
  if (host.pauses.erase(fault) > 0 && !host.paused()) resume(host, facts);
}

// ---- nodes that leave

void Part::leave(Host& host, std::vector<Fact>& facts) {
  if (!host.up()) {  // whoever is off already just does not come back
    facts.push_back({now_, id_of(host), NodeDown{.wiped = false, .left = true}});
    return;
  }
  host.leaving = true;
  schedule(host, now_, LeaveTick{id_of(host), now_ + kDrainMax});
}

void Part::happen(const LeaveTick& event, std::vector<Fact>& facts) {
  Host& host = own(event.node);
  if (!host.up()) return leave(host, facts);
  const bool idle = host.node->open_requests() == 0 && host.computing.empty() && host.disk.idle(now_);
  if (!idle && now_ < event.until) return schedule(host, now_ + kDrainTick, event);
  power_off(host, FaultAction::leave, facts);
  report_links(facts);
}

// ---- processes that stand still

// As after SIGCONT: computations go on where they stood, and what has come meanwhile is taken up in its order.
void Part::resume(Host& host, std::vector<Fact>& facts) {
  facts.push_back({now_, id_of(host), NodeResumed{}});
  for (auto& [compute, outcome] : host.outcomes) {
    outcome.due = outcome.due + (now_ - host.paused_at);
    schedule(host, outcome.due, ComputeDue{id_of(host), host.incarnation, compute, outcome.due});
  }
  for (std::vector<Host::Waiting> inbox = std::exchange(host.inbox, {}); Host::Waiting& each : inbox) {
    if (const auto* fired = std::get_if<core::TimerFired>(&each.input)) {
      const auto timer = host.timers.find(fired->id);
      if (timer == host.timers.end() || timer->second.generation != each.timer) continue;
      host.timers.erase(timer);
    }
    feed(host, each.input, facts);
  }
}

// What a process had not taken up when it ended is lost with it.
void Part::empty_inbox(Host& host, std::vector<Fact>& facts) {
  for (const Host::Waiting& each : std::exchange(host.inbox, {})) {
    if (const auto* message = std::get_if<core::MessageArrived>(&each.input))
      facts.push_back({now_, message->from, Dropped{id_of(host), DropReason::receiver_down}});
    else if (const auto* made = std::get_if<core::RequestMade>(&each.input))
      facts.push_back({now_, id_of(host), RequestRefused{static_cast<std::uint32_t>(made->id)}});
    else if (const auto* stream = std::get_if<core::StreamRequestMade>(&each.input))
      facts.push_back({now_, id_of(host), RequestRefused{static_cast<std::uint32_t>(stream->id)}});
  }
}

// ---- slow ones

// Messages are dealt with one after another; true if this one has to wait for its turn.
bool Part::wait_to_be_handled(Host& host, const Deliver& event) {
  if (event.taken_by != 0) return false;
  core::Duration handling;
  if (host.faults)
    for (const auto& [fault, slow] : host.faults->slow) handling = std::max(handling, slow.handling);
  if (handling.ns == 0 && host.handled <= now_) return false;
  host.handled = std::max(host.handled, now_) + handling;
  Deliver taken = event;
  taken.taken_by = host.incarnation;
  schedule(host, host.handled, std::move(taken));
  return true;
}

core::Duration Part::slowed(core::Duration service, const Host& host) const {
  std::int64_t most = 1;
  if (host.faults)
    for (const auto& [fault, slow] : host.faults->slow) most = std::max(most, slow.factor);
  return service.ns > kForever.ns / most ? kForever : service * most;
}

// ---- clocks

// Timers are due when the clock reaches them, and the clock has just been changed: in the order in which they are due.
void Part::change_clock(Host& host, const std::function<void(MachineClock&)>& change) {
  change(host.clock);
  std::vector<std::pair<core::TimerId, Host::Timer>> timers(host.timers.begin(), host.timers.end());
  std::ranges::sort(timers, {}, [](const auto& entry) {
    return std::pair(entry.second.at, entry.second.generation);
  });
  for (auto& [id, timer] : timers) {
    timer.generation = ++host.next_generation;
    host.timers[id] = timer;
    schedule(host, host.clock.due(timer.at, now_), TimerDue{id_of(host), id, timer.generation});
  }
}

void Part::stamp(std::vector<Fact>& facts, std::size_t from) const {
  if (!setting_->clocks_differ) return;
  for (std::size_t i = from; i < facts.size(); ++i)
    if (facts[i].node != core::kNobody && is_here(facts[i].node)) facts[i].skew = hosts_[facts[i].node].clock.read(facts[i].at) - facts[i].at;
}

// ---- what a machine says for its node

core::SharedBytes Part::tampered(Host& host, core::SharedBytes bytes) {
  if (!host.faults) return bytes;
  Host::Faults& faults = *host.faults;
  if (!faults.wrong_reply.empty() && setting_->contents->replies.size() > 1) {
    // The reply of the content after the one that it belongs to, going round.
    const core::Result<core::WireMessage> message = core::decode_message(*bytes);
    const auto* found = message ? std::get_if<core::Found>(&*message) : nullptr;
    if (found != nullptr) {
      const std::size_t other = (setting_->contents->by_key.at(found->key) + 1) % setting_->contents->replies.size();
      bytes = swap_reply(bytes, setting_->contents->replies[other]);
    }
  }
  for (auto& [fault, known] : faults.stale_announcements) {
    if (!known) known = host.node->index().facts();
    bytes = drop_news(bytes, table_.get(), *known);
  }
  for (const auto& [fault, content] : faults.lost_announcements)
    bytes = drop_claims(bytes, setting_->directory->name(id_of(host)),
                        content ? std::optional(setting_->contents->keys[*content]) : std::nullopt);
  if (!faults.false_announcements.empty()) {
    std::vector<core::ContentKey> keys;
    for (const auto& [fault, content] : faults.false_announcements) keys.push_back(setting_->contents->keys[content]);
    bytes = add_claims(bytes, setting_->directory->name(id_of(host)), keys);
  }
  return bytes;
}

}  // namespace fleetsim::sim
