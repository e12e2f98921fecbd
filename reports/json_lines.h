#pragma once

#include <iosfwd>

#include "sim/run/run_record.h"

namespace fleetsim::reports {

/// Writes one run as one line of JSON (reports/FORMAT.md), newline included. Keys come in a fixed order;
/// wall-clock figures only under `wall`, the last key. Bytes that are not UTF-8 become U+FFFD. Never throws
/// for any record.
void write_json_line(std::ostream& out, const sim::RunRecord& record);

}  // namespace fleetsim::reports
