#pragma once

#include <cstdint>
#include <iosfwd>

#include "sim/run/run_record.h"

namespace fleetsim::reports {

struct ConsoleOptions {
  bool color = false;
  /// One run was asked for: its checks, its metrics other than 0 and its replay line are shown also when it
  /// passes.
  bool single = false;
};

/// The report for people: a line per run; under a failing one what failed and, last, how to replay it; at the
/// end a line of counts. The same records give the same bytes.
class ConsoleReport {
 public:
  explicit ConsoleReport(ConsoleOptions options) : options_(options) {}

  /// Writes one run.
  void add(std::ostream& out, const sim::RunRecord& record);

  /// Writes the last line: `3 runs: 2 passed, 1 failed`.
  void finish(std::ostream& out) const;

  std::uint64_t failed() const { return failed_; }

 private:
  ConsoleOptions options_;
  std::uint64_t passed_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace fleetsim::reports
