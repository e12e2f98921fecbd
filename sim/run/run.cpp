#include "sim/run/run.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/run/divergence.h"
#include "sim/run/live_witness.h"
#include "sim/run/shell_quote.h"

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

}  // namespace

RunRecord run_once(const Scenario& scenario, std::uint64_t seed, const RunOptions& options) {
  const Clock::time_point began = Clock::now();
  // Not owned: the scenario outlives its runs, and a large one is not copied for each of them.
  const std::shared_ptr<const Scenario> shared(std::shared_ptr<void>(), &scenario);
  const core::Instant end = core::Instant{} + std::min(options.until.value_or(scenario.stop), scenario.stop);
  std::optional<LiveRun> alone;
  std::optional<LiveWitness> watched;
  const LiveRun* run = nullptr;
  RunRecord record;
  try {
    double wall_s = 0;
    std::optional<Divergence> divergence;
    if (options.verify) {
      run = &watched.emplace(shared, seed, end, options.trace, options.disturb).run();
      wall_s = wall_s_since(began);
      TimedWitness first(*watched);
      LiveWitness second(shared, seed, end, {}, options.disturb);
      divergence = first_divergence(first, second);
      wall_s += first.wall_s();
    } else {
      if (options.begin) alone = options.begin(shared, seed, end);
      if (!alone) alone.emplace(shared, seed);
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
  record.replay = fmt::format("fleetsim replay {} --seed {}{}{}", shell_quote(scenario.path), seed,
                              options.replay_arguments.empty() ? "" : " ", options.replay_arguments);
  return record;
}

}  // namespace fleetsim::sim
