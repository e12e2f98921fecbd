#include "sim/run/live_run.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/check/thresholds.h"

namespace fleetsim::sim {
namespace {

FactNames names_of(const World& world) {
  FactNames names;
  names.directory = &world.directory();
  names.facts = &world.fact_table();
  for (const auto& [key, content] : world.contents().by_key)
    names.contents.emplace(key, world.scenario().content[content].id);
  return names;
}

// What a run that was cut short did not come to is the fault of its limit.
int exit_of(const std::vector<CheckResult>& checks, bool complete, bool limited) {
  int exit = kExitPass;
  for (const CheckResult& check : checks) {
    const bool failed = check.verdict == Verdict::fail || (check.verdict == Verdict::vacuous && complete);
    if (!failed) continue;
    if (check.kind != CheckKind::liveness && !(limited && check.evaluated == 0)) return kExitFailed;
    exit = kExitLiveness;
  }
  return exit;
}

CheckResult events_limit(std::uint64_t events, std::uint64_t events_max, core::Instant at) {
  CheckResult limit;
  limit.name = "events_limit";
  limit.kind = CheckKind::liveness;
  limit.evaluated = events;
  if (events >= events_max) {
    limit.verdict = Verdict::fail;
    limit.detail = fmt::format("the run reached its limit of {} events", events_max);
    limit.at = at;
  }
  return limit;
}

}  // namespace

LiveRun::LiveRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, NotStarted, Division division)
    : seed_(seed),
      world_(std::move(scenario), seed, std::move(division)),
      names_(names_of(world_)),
      jury_(world_.scenario(), seed, world_.contents().keys, world_.fact_table()),
      metrics_(world_.scenario().nodes.size()) {}

LiveRun::LiveRun(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, Division division)
    : LiveRun(std::move(scenario), seed, NotStarted{}, std::move(division)) {
  world_.start(facts_);
  watch();
}

LiveRun::LiveRun(const LiveRun& other)
    : seed_(other.seed_),
      world_(other.world_),
      names_(other.names_),
      jury_(other.jury_),
      fingerprint_(other.fingerprint_),
      metrics_(other.metrics_),
      facts_(other.facts_),
      end_(other.end_),
      complete_(other.complete_) {
  names_.facts = &world_.fact_table();
  jury_.use(world_.fact_table());
}

bool LiveRun::limited() const {
  return world_.events() >= world_.scenario().events_max;
}

bool LiveRun::step(core::Instant until) {
  facts_.clear();
  if (limited() || !world_.step(until, facts_)) return false;
  watch();
  return true;
}

void LiveRun::inject(core::NodeId node, const core::Input& input) {
  facts_.clear();
  world_.inject(node, input, facts_);
  watch();
}

void LiveRun::finish(core::Instant end) {
  end_ = limited() ? world_.now() : end;
  complete_ = end >= core::Instant{} + world_.scenario().stop;
  facts_.clear();
  world_.summarise(end_, facts_);
  watch();
  if (complete_) jury_.finish(end_, names_);
}

void LiveRun::watch() {
  for (const Fact& fact : facts_) watch(fact);
}

void LiveRun::watch(const Fact& fact) {
  fingerprint_.add(fact, world_.fact_table());
  metrics_.on(fact);
  jury_.on(fact, names_);
}

RunRecord LiveRun::record() const {
  const Scenario& scenario = world_.scenario();
  RunRecord record;
  record.scenario = scenario.path;
  record.name = scenario.name;
  record.seed = seed_;
  record.events = world_.events();
  record.end = end_;
  record.checks = jury_.results();
  record.checks.insert(
      std::ranges::find_if(record.checks,
                           [](const CheckResult& check) { return check.kind != CheckKind::safety; }),
      events_limit(record.events, scenario.events_max, record.end));
  record.metrics = metrics_.values();
  for (CheckResult& threshold : judge_thresholds(scenario.thresholds, complete_ && !limited() ? &record.metrics : nullptr, end_))
    record.checks.push_back(std::move(threshold));
  record.fingerprint = fingerprint_.text();
  record.exit = exit_of(record.checks, complete_, limited());
  record.verdict = record.exit == kExitPass ? Verdict::pass : Verdict::fail;
  return record;
}

}  // namespace fleetsim::sim
