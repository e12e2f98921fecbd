// `fleetsim branch`: many futures of one instant.

#include <algorithm>
#include <ostream>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/json_lines.h"
#include "reports/one_line.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/output_file.h"
#include "sim/cli/progress.h"
#include "sim/cli/scenario_files.h"
#include "sim/run/shell_quote.h"
#include "sim/search/branch.h"

namespace fleetsim::sim {
namespace {

std::string percent(std::uint64_t part, std::uint64_t total) {
  const std::uint64_t permille = (part * 1000 + total / 2) / total;
  return fmt::format("{}.{} %", permille / 10, permille % 10);
}

/// A table: how many futures, what became of them, and how to see the first of each.
void write(std::ostream& out, const VerdictSplit& split, const std::string& replay) {
  for (const VerdictSplit::Part& part : split.parts()) {
    out << fmt::format("  {:>6}  {:>7}  {}{}{}\n", part.branches.size(),
                       percent(part.branches.size(), split.total()), to_string(part.verdict),
                       part.failed.empty() ? "" : ": ", fmt::join(part.failed, ", "));
    if (!part.detail.empty()) out << fmt::format("  {:>15}  {}\n", "", reports::one_line(part.detail));
    out << fmt::format("  {:>15}  {} --reseed {}\n", "", replay, part.branches.front());
  }
}

}  // namespace

int branch_command(const Arguments& arguments, Session& session) {
  const std::vector<std::string> files = scenario_files(arguments.scenarios);
  if (files.size() != 1)
    throw BadInput(fmt::format("{}: expected one scenario file", arguments.scenarios.front()));
  const std::vector<Scenario> scenarios = read_scenarios(files, arguments.overrides, session.err);
  const Scenario& scenario = scenarios.front();
  if (arguments.branch.at > scenario.stop)
    throw BadInput(fmt::format("--at {}: after the end of {}, expected an instant before it",
                               arguments.branch.at_text, scenario.path));
  const SeedRange branches = arguments.branch.branches;
  if (arguments.trace && branches.count() != 1)
    throw BadInput(fmt::format("--trace {}: {} futures, expected a single one (--reseed N)", *arguments.trace,
                               branches.count()));

  std::vector<std::string> taken = files;
  OutputFile json("--json", arguments.json, session.out, taken);
  taken.push_back(arguments.json.value_or("-"));
  OutputFile trace("--trace", arguments.trace, session.out, taken);
  std::ostream& people = json.is_standard_output() || trace.is_standard_output() ? session.err : session.out;

  const std::uint64_t seed = arguments.seeds->first;
  const core::Instant at = core::Instant{} + arguments.branch.at;
  // Not owned: the scenario outlives the runs.
  LiveRun common(std::shared_ptr<const Scenario>(std::shared_ptr<void>(), &scenario), seed);
  while (common.step(at)) continue;

  const std::string replay = fmt::format(
      "fleetsim branch {} --seed {} --at {}{}{}", shell_quote(scenario.path), seed, arguments.branch.at_text,
      arguments.replay_arguments.empty() ? "" : " ", arguments.replay_arguments);
  TraceLine line;
  if (trace.wanted()) line = [&trace](const std::string& text) { trace.stream() << text << '\n'; };
  const Runner runner = [&](const Scenario&, std::uint64_t branch, const RunOptions&) {
    RunRecord record = run_branch(common, branch, line);
    record.replay = fmt::format("{} --reseed {}", replay, branch);
    return record;
  };

  VerdictSplit split;
  int exit = kExitPass;
  Progress progress(session.err, use_progress(session.environment, session.err_is_terminal),
                    branches.count());
  std::uint64_t failed = 0;
  std::uint64_t next = branches.first;
  bool all = false;
  const JobSource jobs = [&]() -> std::optional<Job> {
    if (all) return std::nullopt;
    all = next == branches.last;
    return Job{0, next++};
  };
  const unsigned wanted = arguments.jobs.value_or(std::max(1u, std::thread::hardware_concurrency()));
  progress.show(0, 0);
  run_many(
      scenarios, jobs, static_cast<unsigned>(std::min<std::uint64_t>(wanted, branches.count())), {},
      [&](const RunRecord& record) {
        progress.clear();
        split.add(record.branch->branch, record);
        if (json.wanted()) reports::write_json_line(json.stream(), record);
        exit = graver_exit(exit, record.exit);
        failed += record.exit == kExitPass ? 0U : 1U;
        progress.show(split.total(), failed);
      },
      [&session] { return session.interrupt_signal() != 0; }, runner);
  progress.clear();

  const int signal = session.interrupt_signal();
  if (signal != 0)
    people << fmt::format("interrupted: {} of {} futures done\n", split.total(), branches.count());
  people << fmt::format("{} seed {} at {} (event {}): {} future{}\n", reports::one_line(scenario.path), seed,
                        arguments.branch.at_text, common.world().events(), split.total(),
                        split.total() == 1 ? "" : "s");
  write(people, split, replay);
  people.flush();
  for (OutputFile* file : {&json, &trace}) file->finish();
  if (!people) throw BadInput("the report could not be written to its end");
  return signal != 0 ? 128 + signal : exit;
}

}  // namespace fleetsim::sim
