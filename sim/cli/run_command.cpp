#include <algorithm>
#include <ostream>
#include <thread>

#include <fmt/format.h>

#include "reports/console.h"
#include "reports/json_lines.h"
#include "reports/junit.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/output_file.h"
#include "sim/cli/progress.h"
#include "sim/cli/scenario_files.h"
#include "sim/cli/snapshots.h"
#include "sim/world/division.h"

namespace fleetsim::sim {
namespace {

/// All jobs of a command, one after the other: scenario by scenario, each with its seeds.
class Jobs {
 public:
  Jobs(const std::vector<Scenario>& scenarios, std::optional<SeedRange> range)
      : scenarios_(scenarios), range_(range) {}

  /// How many there are; at most 2^64 - 1 is said.
  std::uint64_t count() const {
    std::uint64_t total = 0;
    for (const Scenario& scenario : scenarios_) {
      const std::uint64_t more = range_ ? range_->count() : scenario.seeds.size();
      total = total > UINT64_MAX - more ? UINT64_MAX : total + more;
    }
    return total;
  }

  std::optional<Job> next() {
    while (scenario_ < scenarios_.size()) {
      const std::vector<std::uint64_t>& seeds = scenarios_[scenario_].seeds;
      if (range_ && !range_done_) {
        const std::uint64_t seed = range_->first + position_++;
        range_done_ = seed == range_->last;
        return Job{scenario_, seed};
      }
      if (!range_ && position_ < seeds.size()) return Job{scenario_, seeds[position_++]};
      ++scenario_;
      position_ = 0;
      range_done_ = false;
    }
    return std::nullopt;
  }

 private:
  const std::vector<Scenario>& scenarios_;
  std::optional<SeedRange> range_;
  std::size_t scenario_ = 0;
  std::uint64_t position_ = 0;
  bool range_done_ = false;
};

/// How fast the runs went. Said to stderr: it is the one thing that differs from run to run.
class Speed {
 public:
  void add(const RunRecord& record) {
    events_ += record.events;
    wall_s_ += record.wall_s;
  }
  void say(std::ostream& err, unsigned threads) const {
    if (wall_s_ > 0)
      err << fmt::format("{} events in {:.2f} s on {}: {:.0f} events/s\n", events_, wall_s_,
                         threads == 1 ? "one thread" : fmt::format("{} threads", threads),
                         static_cast<double>(events_) / wall_s_);
  }

 private:
  std::uint64_t events_ = 0;
  double wall_s_ = 0;
};

unsigned runs_at_a_time(const Arguments& arguments, std::uint64_t runs) {
  const unsigned wanted = arguments.jobs.value_or(std::max(1u, std::thread::hardware_concurrency() / arguments.threads));
  return static_cast<unsigned>(std::min<std::uint64_t>(wanted, runs));
}

/// Says of which scenarios a run will use one thread though it may use more, and why.
void say_what_stays_whole(const std::vector<Scenario>& scenarios, unsigned threads, std::ostream& err) {
  if (threads == 1) return;
  for (const Scenario& scenario : scenarios)
    if (const Division division = divide(scenario, threads); division.is_whole())
      err << fmt::format("{}: on one thread, because {}\n", scenario.path, division.whole_because);
}

}  // namespace

int run_command(const Arguments& arguments, Session& session) {
  const std::vector<std::string> files = scenario_files(arguments.scenarios);
  const std::vector<Scenario> scenarios = read_scenarios(files, arguments.overrides, session.err);
  Jobs jobs(scenarios, arguments.seeds);
  const std::uint64_t total = jobs.count();
  if (arguments.trace && total != 1)
    throw BadInput(fmt::format("--trace {}: {} runs, expected a single one (one scenario, --seed N)",
                               *arguments.trace, total));

  // Opened only now, so that a wrong scenario does not cost an older report.
  std::vector<std::string> taken = files;
  OutputFile json("--json", arguments.json, session.out, taken);
  taken.push_back(arguments.json.value_or("-"));
  OutputFile junit("--junit", arguments.junit, session.out, taken);
  taken.push_back(arguments.junit.value_or("-"));
  OutputFile trace("--trace", arguments.trace, session.out, taken);
  const bool out_taken =
      json.is_standard_output() || junit.is_standard_output() || trace.is_standard_output();
  std::ostream& people = out_taken ? session.err : session.out;
  const bool people_at_terminal = out_taken ? session.err_is_terminal : session.out_is_terminal;

  RunOptions options;
  options.verify = arguments.verify;
  options.threads = arguments.threads;
  options.until = arguments.until;
  options.replay_arguments = arguments.replay_arguments;
  std::optional<Snapshots> snapshots;
  if (arguments.snapshots) {
    snapshots.emplace(*arguments.snapshots, session.err);
    if (arguments.snapshot_every)
      snapshots->write_each(*arguments.snapshot_every, options);
    else
      snapshots->begin_with_nearest(options);
  }
  if (trace.wanted()) options.trace = [&trace](const std::string& line) { trace.stream() << line << '\n'; };

  say_what_stays_whole(scenarios, arguments.threads, session.err);
  reports::ConsoleReport console(
      {.color = use_color(arguments.color, session.environment, people_at_terminal), .single = total == 1});
  reports::JunitReport junit_report;
  Progress progress(session.err, use_progress(session.environment, session.err_is_terminal), total);
  int exit = kExitPass;
  std::uint64_t done = 0;
  Speed speed;
  const auto on_done = [&](const RunRecord& record) {
    progress.clear();
    console.add(people, record);
    if (json.wanted()) reports::write_json_line(json.stream(), record);
    if (junit.wanted()) junit_report.add(record);
    exit = graver_exit(exit, record.exit);
    speed.add(record);
    ++done;
    progress.show(done, console.failed());
  };
  progress.show(0, 0);
  run_many(
      scenarios, [&jobs] { return jobs.next(); }, runs_at_a_time(arguments, total), options, on_done,
      [&session] { return session.interrupt_signal() != 0; }, session.runner);
  progress.clear();

  const int signal = session.interrupt_signal();
  if (signal != 0) people << fmt::format("interrupted: {} of {} runs done\n", done, total);
  console.finish(people);
  people.flush();
  speed.say(session.err, arguments.threads);
  if (junit.wanted()) junit_report.write(junit.stream());
  for (OutputFile* file : {&json, &junit, &trace}) file->finish();
  if (snapshots) snapshots->finish();
  if (!people) throw BadInput("the report could not be written to its end");
  return signal != 0 ? 128 + signal : exit;
}

}  // namespace fleetsim::sim
