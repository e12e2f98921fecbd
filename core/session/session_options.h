#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/stream/remote_limits.h"

namespace fleetsim::core {

/// The limits of one session, for either end. The defaults of the first six are the contract's for remote
/// streams. Memory of an end: at most buffer_items_max (sender) or window_items (receiver) items of
/// item_bytes_max each.
struct SessionOptions {
  // How much may go.
  std::uint64_t items_max = 1'024;
  std::uint64_t item_bytes_max = 1'048'576;
  std::uint64_t bytes_max = 1'073'741'824;
  /// From the opening until the last item is sent, on the clock.
  Duration duration_max = seconds(60);
  /// Items sent for the first time in any span of `rate_per`, beside the burst: those that may go at once.
  std::uint64_t rate_items_max = 120;
  /// Items sent and not acknowledged.
  std::uint64_t in_flight_max = 64;
  Duration rate_per = seconds(1);
  std::uint64_t rate_burst = 8;

  // What an end keeps.
  std::uint64_t buffer_items_max = 64;  ///< sender: items offered and not acknowledged
  std::uint64_t window_items = 64;      ///< receiver: items from the next one to deliver on, gaps included

  // How long an end hopes.
  Duration retransmit_after = milliseconds(200);  ///< doubles with every try, up to:
  Duration retransmit_after_max = seconds(2);
  std::uint32_t retransmissions_max = 8;  ///< of one frame; probes and openings too
  Duration probe_after = seconds(1);      ///< sender: idle for so long, it asks whether the other is there
  Duration silence_max = seconds(20);     ///< receiver: nothing heard for so long is the end
  Duration receive_duration_max = seconds(120);  ///< either: no session takes longer, acknowledgements included
  Duration resume_within = seconds(30);          ///< after a break

  /// Those of a remote stream, the others by default.
  static SessionOptions from_limits(const StreamRemoteLimits& limits);

  /// Error: eval naming the first option that must be positive and is not, or that is above its bound:
  /// counts of items kept or in flight 65 536, bursts 512, durations 2^53 ns (104 days).
  Result<void> validate() const;

  /// How long to wait for an answer to the try of that number (0: the first).
  Duration backoff(std::uint32_t tries) const;

  friend bool operator==(const SessionOptions&, const SessionOptions&) = default;
};

}  // namespace fleetsim::core
