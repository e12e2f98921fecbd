#include "sim/cli/snapshots.h"

#include <ostream>

#include <fmt/format.h>

#include "reports/one_line.h"
#include "sim/cli/bad_input.h"
#include "sim/observe/fact_codec.h"

namespace fleetsim::sim {

void Snapshots::write_each(core::Duration every, RunOptions& options) {
  if (const core::Result<void> made = directory_.make(); !made)
    throw BadInput(fmt::format("--snapshots {}: {}", path_, made.error().text()));
  options.pauses = Pauses{every, [this](const LiveRun& run) {
                            const core::Result<void> written = directory_.write(run);
                            if (written) return;
                            const std::lock_guard lock(mutex_);
                            if (failure_.empty()) failure_ = written.error().text();
                          }};
}

void Snapshots::begin_with_nearest(RunOptions& options) {
  options.begin = [this](const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed, core::Instant until) {
    SnapshotDirectory::Found found = directory_.nearest(scenario, seed, until);
    for (const std::string& unusable : found.unusable)
      err_ << fmt::format("snapshot not used: {}\n", reports::one_line(unusable));
    if (found.run)
      err_ << fmt::format("begins with the snapshot at {} s, after event {}\n",
                          seconds_text(found.run->world().now().ns), found.run->world().events());
    else
      err_ << fmt::format("no snapshot of this run in {}: it begins with the boot\n", reports::one_line(path_));
    return std::move(found.run);
  };
}

void Snapshots::finish() const {
  const std::lock_guard lock(mutex_);
  if (!failure_.empty()) throw BadInput(fmt::format("--snapshots {}: {}", path_, failure_));
}

}  // namespace fleetsim::sim
