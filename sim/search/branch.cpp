#include "sim/search/branch.h"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

namespace fleetsim::sim {

RunRecord run_branch(const LiveRun& from, std::uint64_t branch) {
  const Scenario& scenario = from.world().scenario();
  const BranchPoint point{from.world().now(), from.world().events(), branch};
  RunRecord record;
  LiveRun run(from);
  try {
    run.reseed(branch);
    const core::Instant end = core::Instant{} + scenario.stop;
    while (run.step(end)) continue;
    run.finish(end);
    record = run.record();
  } catch (const std::exception& broken) {
    record = run.record();
    record.verdict = Verdict::error;
    record.exit = kExitBroken;
    record.end = run.world().now();
    record.error = fmt::format("{} (scenario {}, seed {}, branch {} at event {}, instant {} s, event {})",
                               broken.what(), scenario.path, record.seed, branch, point.event,
                               seconds_text(record.end.ns), record.events);
  }
  record.branch = point;
  return record;
}

void VerdictSplit::add(std::uint64_t branch, const RunRecord& record) {
  std::vector<std::string> failed;
  std::string detail = record.error;
  for (const CheckResult& check : record.checks) {
    if (check.verdict == Verdict::pass || (check.verdict == Verdict::vacuous && record.exit == kExitPass))
      continue;
    if (failed.empty() && detail.empty()) detail = check.detail;
    failed.push_back(check.name);
  }
  const auto [part, added] = parts_.try_emplace({record.verdict, failed});
  if (added) part->second = {record.verdict, failed, detail, {}};
  part->second.branches.push_back(branch);
  ++total_;
}

std::vector<VerdictSplit::Part> VerdictSplit::parts() const {
  std::vector<Part> parts;
  for (const auto& [what, part] : parts_) parts.push_back(part);
  std::ranges::sort(parts, [](const Part& a, const Part& b) {
    return a.branches.size() != b.branches.size() ? a.branches.size() > b.branches.size()
                                                  : a.branches.front() < b.branches.front();
  });
  return parts;
}

}  // namespace fleetsim::sim
