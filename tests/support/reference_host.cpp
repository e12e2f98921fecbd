#include "tests/support/reference_host.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::tests {

using namespace core;

void ReferenceHost::preload(NodeId node, ByteView log) {
  machines_[node].log = {Append{0, share(Bytes(log.begin(), log.end())), 1}};
  machines_[node].durable = 1;
}

void ReferenceHost::boot(NodeId node) {
  Machine& machine = machines_[node];
  FLEET_CHECK(!machine.on);
  machine.on = true;
  ++machine.life;
  const std::uint32_t incarnation = is(Flaw::repeats_incarnations) ? 1 : machine.life;
  due(now_, node, Booted{incarnation, log(machine)});
  if (is(Flaw::boots_twice)) due(now_, node, Booted{incarnation, log(machine)});
}

void ReferenceHost::cut_power(NodeId node) {
  Machine& machine = machines_[node];
  FLEET_CHECK(machine.on);
  machine.on = false;
  machine.timers.clear();
  machine.fired.clear();
  machine.ends.clear();
  if (is(Flaw::forgets_synced)) machine.durable = 0;
  std::vector<Append> pending(machine.log.begin() + static_cast<std::ptrdiff_t>(machine.durable), machine.log.end());
  machine.log.resize(machine.durable);
  std::size_t bytes = 0;
  for (const Append& append : pending) bytes += append.bytes->size();
  std::size_t kept = dice_.below(bytes + 1);
  if (is(Flaw::loses_the_middle) && kept > 0) {
    Bytes rest(pending[0].bytes->begin() + 1, pending[0].bytes->end());
    pending[0].bytes = share(std::move(rest));
    kept = bytes - 1;
  }
  for (const Append& append : pending) {
    const std::size_t part = std::min(kept, append.bytes->size());
    if (part == 0) continue;
    kept -= part;
    const auto begin = append.bytes->begin();
    machine.log.push_back({0, share(Bytes(begin, begin + static_cast<std::ptrdiff_t>(part))), append.segment});
  }
  machine.durable = machine.log.size();
}

LogSegments ReferenceHost::log(const Machine& machine) const {
  std::map<SegmentId, Bytes> segments;
  for (const Append& append : machine.log) {
    Bytes& bytes = segments[append.segment];
    bytes.insert(bytes.end(), append.bytes->begin(), append.bytes->end());
  }
  LogSegments found;
  for (auto& [id, bytes] : segments) found.push_back({id, share(std::move(bytes))});
  return found;
}

void ReferenceHost::perform(NodeId node, const Effects& effects) {
  FLEET_CHECK(machines_[node].on);
  for (const Effect& effect : effects) perform(node, effect);
}

void ReferenceHost::perform(NodeId node, const Effect& effect) {
  Machine& machine = machines_[node];
  if (const auto* send = std::get_if<Send>(&effect)) {
    due(now_, Due{send->to, 0, 0, MessageArrived{is(Flaw::forges_senders) ? send->to : node, send->bytes}});
  } else if (const auto* timer = std::get_if<SetTimer>(&effect)) {
    machine.timers[timer->id] = number_ + 1;
    const Instant at = is(Flaw::fires_early) ? timer->at - milliseconds(2) : timer->at;
    due(std::max(now_, at), Due{node, machine.life, number_ + 1, TimerFired{timer->id}});
  } else if (const auto* cancel = std::get_if<CancelTimer>(&effect)) {
    if (!is(Flaw::ignores_cancel)) machine.timers.erase(cancel->id);
  } else if (const auto* append = std::get_if<Append>(&effect)) {
    machine.log.push_back(*append);
    machine.ends[append->seq] = machine.log.size();
    const bool late = is(Flaw::swaps_appends) && append->seq == 1;
    const bool slow = is(Flaw::syncs_before_appends);
    due(now_ + milliseconds(late || slow ? 1 : 0), node, Appended{append->seq});
  } else if (const auto* sync = std::get_if<Sync>(&effect)) {
    due(now_, node, Synced{sync->seq});
  } else if (const auto* cut = std::get_if<Truncate>(&effect)) {
    if (is(Flaw::ignores_truncate)) return;
    LogSegments before = log(machine);
    machine.log.clear();
    for (const LogSegment& segment : before) {
      const bool meant = segment.id == cut->segment;
      const auto kept = static_cast<std::ptrdiff_t>(meant ? cut->size : segment.bytes->size());
      machine.log.push_back({0, share(Bytes(segment.bytes->begin(), segment.bytes->begin() + kept)), segment.id});
    }
    machine.durable = machine.log.size();
  } else if (const auto* drop = std::get_if<DropSegment>(&effect)) {
    if (is(Flaw::ignores_drop)) return;
    const auto dropped = [&](const Append& one) { return one.segment == drop->segment; };
    const auto durable = machine.log.begin() + static_cast<std::ptrdiff_t>(machine.durable);
    machine.durable -= static_cast<std::size_t>(std::count_if(machine.log.begin(), durable, dropped));
    std::erase_if(machine.log, dropped);
  } else if (const auto* compute = std::get_if<Compute>(&effect)) {
    for (int i = 0; i < (is(Flaw::computes_twice) ? 2 : 1); ++i)
      due(now_ + milliseconds(1), node, Computed{compute->id, text_reply("computed")});
  }
}

bool ReferenceHost::deliverable(const Due& next) {
  Machine& machine = machines_[next.node];
  if (!machine.on) return is(Flaw::wakes_the_dead) && next.life == 0;
  if (next.life != 0 && next.life != machine.life) return is(Flaw::lets_lives_overlap);
  if (next.timer == 0) return true;
  const TimerId id = std::get<TimerFired>(next.input).id;
  if (is(Flaw::fires_an_id_once_only) && machine.fired[id]) return false;
  const auto setting = machine.timers.find(id);
  const bool counts = setting != machine.timers.end() && setting->second == next.timer;
  if (counts) machine.timers.erase(setting);
  machine.fired[id] = true;
  return counts || is(Flaw::keeps_replaced_timers);
}

std::vector<Delivered> ReferenceHost::run(Duration time) {
  const Instant end = now_ + time;
  std::vector<Delivered> delivered;
  while (!due_.empty() && due_.begin()->first.first <= end) {
    auto next = due_.extract(due_.begin());
    now_ = next.key().first;
    if (!deliverable(next.mapped())) continue;
    if (const auto* synced = std::get_if<Synced>(&next.mapped().input)) {
      Machine& machine = machines_[next.mapped().node];
      machine.durable = std::max(machine.durable, machine.ends[synced->seq]);
    }
    const Instant at = is(Flaw::turns_time_back) ? now_ - milliseconds(5) : now_;
    delivered.push_back({at, next.mapped().node, std::move(next.mapped().input)});
  }
  now_ = end;
  return delivered;
}

}  // namespace fleetsim::tests
