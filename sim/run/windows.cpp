#include "sim/run/windows.h"

#include <algorithm>

namespace fleetsim::sim {
namespace {

core::Instant plus(core::Instant at, core::Duration span) {
  return at.ns > core::kNever.ns - span.ns ? core::kNever : at + span;
}

}  // namespace

Windows::Windows(LiveRun& run, unsigned threads, std::uint64_t few)
    : run_(run),
      few_(few),
      team_(std::min<unsigned>(threads, run.world_.division().parts + 1)),
      fresh_{std::vector<PartLog>(run.world_.division().parts), {}},
      told_(fresh_) {}

core::Instant Windows::next_of_parts() const {
  core::Instant next = core::kNever;
  for (const Part& part : run_.world_.parts())
    if (!part.idle()) next = std::min(next, part.next_at());
  return next;
}

bool Windows::go_on(core::Instant end) {
  World& world = run_.world_;
  while (!run_.limited()) {
    const core::Instant next = next_of_parts();
    const core::Instant planned = world.plan_at();
    if (std::min(next, planned) > end) {
      watch(told_);
      run_.finish(end);
      return true;
    }
    if (planned <= next)
      world.step_plan(told_.after);
    else
      go_on_side_by_side(std::min({planned, plus(next, world.division().lookahead), plus(end, {1})}));
  }
  return false;
}

void Windows::go_on_side_by_side(core::Instant until) {
  World& world = run_.world_;
  const std::uint64_t before = world.events();
  const PartId parts = world.division().parts;
  // To watch comes last: it is done by whose part has been quick.
  const Team::Task task = [&](std::size_t number) {
    if (number < parts)
      go_on_alone(static_cast<PartId>(number), until);
    else
      watch(told_);
  };
  if (busy_)
    team_.run(parts + 1, task);
  else
    for (std::size_t number = 0; number <= parts; ++number) task(number);
  busy_ = world.events() - before >= few_;
  for (PartId part = 0; part < parts; ++part) {
    world.hand_over(part, until);
    world.stamp(part, fresh_.logs[part].facts());
  }
  std::swap(fresh_, told_);
}

void Windows::go_on_alone(PartId number, core::Instant until) {
  Part& part = run_.world_.parts()[number];
  PartLog& log = fresh_.logs[number];
  while (!part.idle() && part.next_at() < until) {
    const EventKey key = part.step(log.facts());
    log.note(key);
  }
}

void Windows::watch(Batch& batch) {
  PartLog::merge(batch.logs, [this](Fact& fact) {
    run_.world_.translate(fact);
    run_.watch(fact);
  });
  for (const Fact& fact : batch.after) run_.watch(fact);
  for (PartLog& log : batch.logs) log.clear();
  batch.after.clear();
}

}  // namespace fleetsim::sim
