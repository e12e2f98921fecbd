#include "reports/failed_checks.h"

namespace fleetsim::reports {

std::vector<const sim::CheckResult*> failed_checks(const sim::RunRecord& record) {
  std::vector<const sim::CheckResult*> failed;
  if (record.verdict == sim::Verdict::pass) return failed;
  for (const sim::CheckResult& check : record.checks) {
    const bool of_the_scenario = check.place.line > 0;
    if (check.verdict == sim::Verdict::fail || check.verdict == sim::Verdict::error ||
        (check.verdict == sim::Verdict::vacuous && of_the_scenario))
      failed.push_back(&check);
  }
  return failed;
}

}  // namespace fleetsim::reports
