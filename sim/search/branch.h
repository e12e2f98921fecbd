#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/run/live_run.h"

namespace fleetsim::sim {

/// One of the futures of a run at an instant: the run as it is, and from there on all draws are those of
/// `branch`. Never throws: what breaks is verdict `error`, as with run_once. May be called on many threads
/// for one run.
RunRecord run_branch(const LiveRun& from, std::uint64_t branch);

/// How the verdicts of many futures split.
class VerdictSplit {
 public:
  struct Part {
    Verdict verdict = Verdict::pass;
    std::vector<std::string> failed;      ///< the checks that did, in their order
    std::string detail;                   ///< what the first of them said in the first of these futures
    std::vector<std::uint64_t> branches;  ///< in the order in which they were added
  };

  void add(std::uint64_t branch, const RunRecord& record);
  /// The most frequent first, then by the first branch.
  std::vector<Part> parts() const;
  std::uint64_t total() const { return total_; }

 private:
  std::map<std::pair<Verdict, std::vector<std::string>>, Part> parts_;
  std::uint64_t total_ = 0;
};

}  // namespace fleetsim::sim
