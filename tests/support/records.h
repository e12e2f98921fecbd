#pragma once

#include "sim/run/run_record.h"

namespace fleetsim::tests {

/// A run of `scenarios/a.yaml` that passed one built-in check and one expectation.
sim::RunRecord passed_record(std::uint64_t seed);

/// The same, but the expectation failed at 4.2 s.
sim::RunRecord failed_record(std::uint64_t seed);

/// The same, but an invariant of the program broke.
sim::RunRecord broken_record(std::uint64_t seed);

}  // namespace fleetsim::tests
