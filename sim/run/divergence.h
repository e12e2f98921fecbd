#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/witness.h"

namespace fleetsim::sim {

/// Where two runs part.
struct Divergence {
  struct Side {
    std::string fact;  ///< `(end of run)` if there is none
    /// The event in which it came, and what led to that, back to the root; the middle of a long chain is left out.
    /// Empty: the boot or the end.
    std::vector<std::string> causes;
  };
  std::uint64_t fact = 0;  ///< the number of the first fact that differs, from 0
  Side a;
  Side b;
};

/// Lets two runs go on side by side, block by block, until they differ or both are over. None: the same facts
/// in both. Cost: both runs up to there, once; the facts of the block in which they part are at hand and
/// nothing is run again, so that a difference which would not come again is found too.
std::optional<Divergence> first_divergence(Witness& a, Witness& b);

}  // namespace fleetsim::sim
