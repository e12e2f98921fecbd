#pragma once

#include <vector>

#include "sim/run/run_record.h"

namespace fleetsim::reports {

/// The checks because of which a run did not pass, in the record's order; none for a run that passed.
/// A check of the scenario's own that was never evaluated is one of them; a built-in one that had nothing to
/// judge is not. Points into `record`.
std::vector<const sim::CheckResult*> failed_checks(const sim::RunRecord& record);

}  // namespace fleetsim::reports
