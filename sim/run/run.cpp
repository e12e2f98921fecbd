#include "sim/run/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "sim/check/jury.h"
#include "sim/observe/fingerprint.h"
#include "sim/observe/metrics.h"
#include "sim/run/shell_quote.h"
#include "sim/world/world.h"

namespace fleetsim::sim {
namespace {

/// One run, watched: everything that happens passes through `watch` in order.
struct Passage {
  RunRecord record;
  std::vector<core::Hash128> checkpoints;
  std::vector<std::string> captured;  ///< the lines of the facts asked for
};

/// Facts by number, [first, last), to be written down.
struct Capture {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

FactNames names_of(const World& world) {
  FactNames names;
  names.directory = &world.directory();
  names.facts = &world.fact_table();
  for (const auto& [key, content] : world.contents().by_key)
    names.contents.emplace(key, world.scenario().content[content].id);
  return names;
}

int exit_of(const std::vector<CheckResult>& checks, bool complete) {
  int exit = kExitPass;
  for (const CheckResult& check : checks) {
    const bool failed = check.verdict == Verdict::fail || (check.verdict == Verdict::vacuous && complete);
    if (!failed) continue;
    if (check.kind != CheckKind::liveness) return kExitFailed;
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

Passage pass(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, const RunOptions& options,
             const Capture& capture) {
  Passage passage;
  RunRecord& record = passage.record;
  record.scenario = scenario->path;
  record.name = scenario->name;
  record.seed = seed;
  record.replay = fmt::format("fleetsim replay {} --seed {}{}{}", shell_quote(scenario->path), seed,
                              options.replay_arguments.empty() ? "" : " ", options.replay_arguments);

  std::unique_ptr<World> world;
  try {
    world = std::make_unique<World>(scenario, seed);
    const FactNames names = names_of(*world);
    Jury jury(*scenario, seed, world->contents().keys, names, world->fact_table());
    Fingerprint fingerprint;
    Metrics metrics;
    std::vector<Fact> facts;
    const auto watch = [&] {
      for (const Fact& fact : facts) {
        const std::uint64_t number = fingerprint.facts();
        fingerprint.add(fact);
        metrics.on(fact);
        jury.on(fact);
        if (options.trace) options.trace(describe(fact, names));
        if (number >= capture.first && number < capture.last) passage.captured.push_back(describe(fact, names));
      }
      facts.clear();
    };

    const bool complete = !options.until || *options.until >= scenario->stop;
    const core::Instant end = core::Instant{} + (complete ? scenario->stop : *options.until);
    world->start(facts);
    watch();
    while (world->events() < scenario->events_max && world->step(end, facts)) watch();
    const bool limited = world->events() >= scenario->events_max;
    record.end = limited ? world->now() : end;
    world->summarise(record.end, facts);
    watch();
    if (complete) jury.finish(record.end);

    record.events = world->events();
    record.checks = jury.results();
    record.checks.insert(
        std::ranges::find_if(record.checks, [](const CheckResult& check) { return check.kind != CheckKind::safety; }),
        events_limit(record.events, scenario->events_max, record.end));
    record.metrics = metrics.values();
    record.fingerprint = fingerprint.text();
    record.exit = exit_of(record.checks, complete);
    record.verdict = record.exit == kExitPass ? Verdict::pass : Verdict::fail;
    passage.checkpoints = fingerprint.checkpoints();
  } catch (const std::exception& broken) {
    record.verdict = Verdict::error;
    record.exit = kExitBroken;
    record.events = world ? world->events() : 0;
    record.end = world ? world->now() : core::Instant{};
    record.error = fmt::format("{} (scenario {}, seed {}, instant {} s, event {})", broken.what(), scenario->path, seed,
                               seconds_text(record.end.ns), record.events);
  }
  return passage;
}

/// The first fact in which two runs of one seed differ, found by running both again and writing down the block of
/// facts after the last checkpoint that they share.
std::string first_difference(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, const Passage& a,
                             const Passage& b) {
  const auto [left, right] = std::ranges::mismatch(a.checkpoints, b.checkpoints);
  const auto block = static_cast<std::uint64_t>(left - a.checkpoints.begin());
  const Capture capture{block * Fingerprint::kInterval, (block + 1) * Fingerprint::kInterval};
  const Passage again_a = pass(scenario, seed, {}, capture);
  const Passage again_b = pass(scenario, seed, {}, capture);
  const auto [line_a, line_b] = std::ranges::mismatch(again_a.captured, again_b.captured);
  if (line_a == again_a.captured.end() && line_b == again_b.captured.end())
    return fmt::format("two runs of one seed differ ({} and {}) somewhere in facts {} to {}; two more runs agreed there",
                       a.record.fingerprint, b.record.fingerprint, capture.first, capture.last);
  return fmt::format("two runs of one seed differ, first in fact {}: \"{}\" against \"{}\"",
                     capture.first + static_cast<std::uint64_t>(line_a - again_a.captured.begin()),
                     line_a == again_a.captured.end() ? "(end of run)" : *line_a,
                     line_b == again_b.captured.end() ? "(end of run)" : *line_b);
}

}  // namespace

RunRecord run_once(const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  // Not owned: the scenario outlives its runs, and a large one is not copied for each of them.
  const std::shared_ptr<const Scenario> shared(std::shared_ptr<void>(), &scenario);
  Passage first = pass(shared, seed, options, {});
  first.record.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (options.verify && first.record.verdict != Verdict::error) {
    RunOptions silent;
    silent.until = options.until;
    const Passage second = pass(shared, seed, silent, {});
    if (second.record.fingerprint != first.record.fingerprint) {
      first.record.verdict = Verdict::error;
      first.record.exit = kExitDiverged;
      first.record.error = first_difference(shared, seed, first, second);
    }
  }
  return first.record;
}

}  // namespace fleetsim::sim
