#include "sim/run/run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/check.h"
#include "sim/run/divergence.h"
#include "sim/run/live_witness.h"
#include "sim/run/shell_quote.h"
#include "sim/run/windows.h"

namespace fleetsim::sim {
namespace {

using Clock = std::chrono::steady_clock;

double wall_s_since(Clock::time_point began) {
  const std::chrono::duration<double> wall_s = Clock::now() - began;
  return wall_s.count();
}

/// Another witness, and how long it took.
class TimedWitness final : public Witness {
 public:
  explicit TimedWitness(Witness& inner) : inner_(inner) {}

  Mark next() override {
    const Clock::time_point began = Clock::now();
    const Mark mark = inner_.next();
    wall_s_ += wall_s_since(began);
    return mark;
  }
  std::vector<Testimony> last_block() override { return inner_.last_block(); }
  std::vector<std::string> causes(std::uint64_t event) override { return inner_.causes(event); }

  double wall_s() const { return wall_s_; }

 private:
  Witness& inner_;
  double wall_s_ = 0;
};

std::string text_of(const Divergence& divergence) {
  const auto told = [](const Divergence::Side& side) {
    return fmt::format("\"{}\"{}{}", side.fact, side.causes.empty() ? "" : " in ",
                       fmt::join(side.causes, " <- "));
  };
  return fmt::format("two runs of one seed differ, first in fact {}: {} against {}", divergence.fact,
                     told(divergence.a), told(divergence.b));
}

std::string replay_line(const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  return fmt::format("fleetsim replay {} --seed {}{}{}", shell_quote(scenario.path), seed,
                     options.replay_arguments.empty() ? "" : " ", options.replay_arguments);
}

// Not owned: the scenario outlives its runs, and a large one is not copied for each of them.
std::shared_ptr<const Scenario> shared(const Scenario& scenario) { return {std::shared_ptr<void>(), &scenario}; }

core::Instant end_of(const Scenario& scenario, const RunOptions& options) {
  return core::Instant{} + std::min(options.until.value_or(scenario.stop), scenario.stop);
}

RunRecord run_whole(const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  const Clock::time_point began = Clock::now();
  const core::Instant end = end_of(scenario, options);
  std::optional<LiveRun> alone;
  std::optional<LiveWitness> watched;
  const LiveRun* run = nullptr;
  RunRecord record;
  try {
    double wall_s = 0;
    std::optional<Divergence> divergence;
    if (options.verify) {
      run = &watched.emplace(shared(scenario), seed, end, options.trace, options.disturb).run();
      wall_s = wall_s_since(began);
      TimedWitness first(*watched);
      LiveWitness second(shared(scenario), seed, end, {}, options.disturb);
      divergence = first_divergence(first, second);
      wall_s += first.wall_s();
    } else {
      if (options.begin) alone = options.begin(shared(scenario), seed, end);
      if (!alone) alone.emplace(shared(scenario), seed);
      run = &*alone;
      if (options.trace) trace_facts(*alone, options.trace);
      run_to_end(*alone, end, options.trace, options.pauses);
      wall_s = wall_s_since(began);
    }
    record = run->record();
    record.wall_s = wall_s;
    if (divergence) {
      record.verdict = Verdict::error;
      record.exit = kExitDiverged;
      record.error = text_of(*divergence);
    }
  } catch (const std::exception& broken) {
    record.scenario = scenario.path;
    record.name = scenario.name;
    record.seed = seed;
    record.verdict = Verdict::error;
    record.exit = kExitBroken;
    record.wall_s = wall_s_since(began);
    if (run != nullptr) {
      record.events = run->world().events();
      record.end = run->world().now();
    }
    record.error = fmt::format("{} (scenario {}, seed {}, instant {} s, event {})", broken.what(),
                               scenario.path, seed, seconds_text(record.end.ns), record.events);
  }
  record.replay = replay_line(scenario, seed, options);
  return record;
}

// Where a run on one thread does not say what that one has said; empty: it does.
std::string difference(const Fingerprint& divided, const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  const core::Instant end = end_of(scenario, options);
  LiveRun run(shared(scenario), seed);
  do {
    if (options.disturb) options.disturb(run);
  } while (run.step(end));
  run.finish(end);
  const Fingerprint& whole = run.fingerprint();
  if (whole.value() == divided.value() && whole.facts() == divided.facts()) return "";
  const auto [at, other] = std::ranges::mismatch(divided.checkpoints(), whole.checkpoints());
  const auto agreed = static_cast<std::uint64_t>(at - divided.checkpoints().begin()) * Fingerprint::kInterval;
  return fmt::format("a run on {} threads differs from one on one thread, first within facts {} to {}", options.threads, agreed,
                     agreed + Fingerprint::kInterval - 1);
}

// None: it cannot be divided, or has come to its limit of events at an instant at which its parts had gone on too far already.
std::optional<RunRecord> run_divided(const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  Division division = divide(scenario, options.threads);
  if (division.is_whole()) return std::nullopt;
  const Clock::time_point began = Clock::now();
  const core::Instant end = end_of(scenario, options);
  try {
    LiveRun run(shared(scenario), seed, std::move(division));
    if (!Windows(run, options.threads).go_on(end)) return std::nullopt;
    RunRecord record = run.record();
    record.wall_s = wall_s_since(began);
    record.replay = replay_line(scenario, seed, options);
    if (options.verify) record.error = difference(run.fingerprint(), scenario, seed, options);
    if (!record.error.empty()) {
      record.verdict = Verdict::error;
      record.exit = kExitDiverged;
    }
    return record;
  } catch (const std::exception& broken) {
    // A run on one thread says when and in which event; should it not break, the threads are what is broken.
    RunRecord record = run_whole(scenario, seed, options);
    if (record.exit == kExitBroken) return record;
    record.verdict = Verdict::error;
    record.exit = kExitBroken;
    record.error = fmt::format("{} (scenario {}, seed {}, on {} threads)", broken.what(), scenario.path, seed, options.threads);
    return record;
  }
}

}  // namespace

RunRecord run_once(const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  if (options.threads > 1) {
    FLEET_CHECK(!options.trace && !options.pauses && !options.begin, "of a run on one thread");
    if (std::optional<RunRecord> record = run_divided(scenario, seed, options)) return *std::move(record);
  }
  return run_whole(scenario, seed, options);
}

}  // namespace fleetsim::sim
