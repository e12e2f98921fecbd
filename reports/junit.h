#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/run_record.h"

namespace fleetsim::reports {

/// Gathers runs into one JUnit document (reports/FORMAT.md): a suite per scenario file, in the order in which
/// the files first come; a case per check over all seeds; one more case, `run`, for the run itself. Memory
/// grows with scenarios and checks, not with seeds: of the failing seeds of a case only the first
/// kSeedsListedMax are kept.
class JunitReport {
 public:
  static constexpr std::size_t kSeedsListedMax = 100;

  void add(const sim::RunRecord& record);

  /// Writes valid XML 1.0 for any bytes in the records; no wall-clock figures.
  void write(std::ostream& out) const;

 private:
  /// One check over all seeds of its scenario.
  struct Case {
    std::string name;
    sim::CheckKind kind = sim::CheckKind::safety;
    int line = 0;            // in the scenario; 0 for built-in checks
    bool evaluated = false;  // by at least one run
    bool broken = false;     // the first failing run ended in verdict `error`
    std::uint64_t failures = 0;
    std::vector<std::uint64_t> seeds;  // the first failing ones
    std::string text;                  // of the first failing one: replay line, fingerprint, detail
    std::string message;               // of the first failing one, short
  };
  struct Suite {
    std::string scenario;
    std::string name;
    std::uint64_t runs = 0;
    std::uint64_t failed = 0;
    std::vector<std::pair<std::uint64_t, std::uint64_t>>
        seeds;  // runs of consecutive seeds, the first kSeedsListedMax
    bool seeds_cut = false;
    bool shows_failure = false;  // whether `seed` and `fingerprint` are those of a failing run
    std::uint64_t seed = 0;
    std::string fingerprint;
    Case run;
    std::vector<Case> checks;
    std::map<std::string, std::size_t> check_by_name;
  };

  static void fail(Case& one, const sim::RunRecord& record, const std::string& message,
                   const std::string& detail);
  static void write_case(std::ostream& out, const Suite& suite, const std::string& classname,
                         const Case& one);

  std::vector<Suite> suites_;
  std::map<std::string, std::size_t> suite_by_scenario_;
};

}  // namespace fleetsim::reports
