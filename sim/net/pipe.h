#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"

namespace fleetsim::sim {

/// What limits a bandwidth: so many bits a second, and so many bytes that wait for them.
struct PipeOptions {
  std::uint64_t bits_per_s;       ///< above 0
  std::uint64_t queue_bytes_max;  ///< 0: unbounded, but for what a year would not send
};

/// A line of limited bandwidth behind a queue: first in, first out, and what does not fit is dropped (drop-tail).
///
/// Model: a packet of n bytes holds the line for 8 n / rate seconds, rounded up to nanoseconds (Kurose & Ross, Computer
/// Networking, "Delay, Loss, and Throughput"). What has not yet left counts as waiting, the rest of the packet on the line
/// included; an idle line takes a packet of any length. A packet keeps the rate at which it was taken.
/// A plain value; its state is the instant at which the line is free again.
class Pipe {
 public:
  /// Offers a packet at `now`, which never goes back between calls: the instant at which its last byte has left. None: the
  /// queue is full, and nothing has changed.
  std::optional<core::Instant> offer(std::uint64_t bytes, core::Instant now, const PipeOptions& options);

  /// Bytes that wait at `now`, rounded up.
  std::uint64_t backlog_bytes(core::Instant now) const;

  /// How long one packet holds the line.
  static core::Duration time_of(std::uint64_t bytes, std::uint64_t bits_per_s);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(free_at_, bits_per_s_);
  }

 private:
  core::Instant free_at_;
  std::uint64_t bits_per_s_ = 0;  // of the packet taken last
};

}  // namespace fleetsim::sim
