#include "sim/cli/bench_runs.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/exit_code.h"
#include "sim/cli/progress.h"
#include "sim/run/run_many.h"

namespace fleetsim::sim {

int play_bench(std::uint64_t runs, const Arguments& arguments, Session& session,
               const std::function<BenchValues(std::uint64_t run)>& play,
               const std::function<void(std::uint64_t run, const BenchValues& values)>& add) {
  Progress progress(session.err, use_progress(session.environment, session.err_is_terminal), runs);
  std::uint64_t next = 0;
  const JobSource jobs = [&]() -> std::optional<Job> {
    if (next == runs) return std::nullopt;
    return Job{0, next++};
  };
  // The number of a run takes the place of a seed, and its values that of metrics.
  const Runner runner = [&](const Scenario&, std::uint64_t run, const RunOptions&) {
    RunRecord record;
    record.seed = run;
    record.metrics = play(run);
    return record;
  };
  std::uint64_t done = 0;
  const unsigned wanted = arguments.jobs.value_or(std::max(1u, std::thread::hardware_concurrency()));
  run_many(
      std::vector<Scenario>(1), jobs, static_cast<unsigned>(std::min<std::uint64_t>(wanted, runs)), {},
      [&](const RunRecord& record) {
        progress.clear();
        add(record.seed, record.metrics);
        progress.show(++done, 0);
      },
      [&session] { return session.interrupt_signal() != 0; }, runner);
  progress.clear();
  const int signal = session.interrupt_signal();
  if (signal == 0) return kExitPass;
  session.err << fmt::format("interrupted: {} of {} runs done\n", done, runs);
  return 128 + signal;
}

}  // namespace fleetsim::sim
