#pragma once

#include <cstdint>

#include "core/base/ratio.h"
#include "core/base/time.h"

namespace fleetsim::core {

enum class FailureDetector : std::uint8_t {
  none,  ///< everybody is believed up, for ever
  swim,  ///< probes, probes by others, suspicion, refutation
};

const char* to_string(FailureDetector detector);

/// `fabric.membership`.
struct MembershipOptions {
  FailureDetector detector = FailureDetector::none;
  /// Between two probes of one node; > 0.
  Duration interval = seconds(1);
  /// Each interval is drawn uniformly from interval * (1 +- jitter).
  Ratio jitter{1, 10};
  /// How long a direct answer is waited for before others are asked to probe too; above 0, below `interval`.
  Duration timeout = milliseconds(500);
  /// How many others are asked.
  std::uint32_t indirect = 3;
  /// Intervals that a suspect has to refute, for each doubling of the fleet; >= 1. It must hear of it and be heard, and each
  /// takes about as many intervals as it takes doublings.
  std::uint32_t suspicion = 2;

  /// How long a suspect of a fleet of that size has, at least two doublings' worth.
  Duration suspicion_time(std::uint64_t nodes) const;

  friend bool operator==(const MembershipOptions&, const MembershipOptions&) = default;
};

}  // namespace fleetsim::core
