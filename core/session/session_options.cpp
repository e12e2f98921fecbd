#include "core/session/session_options.h"

#include <algorithm>

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

constexpr std::uint64_t kItemsKeptMax = 65'536;
constexpr std::int64_t kDurationMaxNs = std::int64_t{1} << 53;
// Times the longest spacing this still is an instant.
constexpr std::uint64_t kBurstMax = 512;
constexpr std::uint64_t kNsPerMs = 1'000'000;

}  // namespace

SessionOptions SessionOptions::from_limits(const StreamRemoteLimits& limits) {
  SessionOptions options;
  options.items_max = limits.max_stream_frames;
  options.item_bytes_max = limits.max_frame_payload_bytes;
  options.duration_max = nanoseconds(static_cast<std::int64_t>(
      std::min(limits.max_duration_ms, static_cast<std::uint64_t>(kDurationMaxNs) / kNsPerMs) * kNsPerMs));
  options.rate_items_max = limits.max_rate_hz;
  options.in_flight_max = std::min(limits.max_inflight_frames, kItemsKeptMax);
  return options;
}

Result<void> SessionOptions::validate() const {
  struct Count {
    const char* name;
    std::uint64_t value;
    std::uint64_t max;
  };
  constexpr std::uint64_t kAny = ~std::uint64_t{0};
  for (const Count& each :
       {Count{"item_bytes_max", item_bytes_max, kAny}, Count{"rate_items_max", rate_items_max, kAny},
        Count{"rate_burst", rate_burst, kBurstMax}, Count{"in_flight_max", in_flight_max, kItemsKeptMax},
        Count{"buffer_items_max", buffer_items_max, kItemsKeptMax},
        Count{"window_items", window_items, kItemsKeptMax}})
    if (each.value == 0 || each.value > each.max)
      return Error::eval(
          fmt::format("session option {} is {}, not in 1..{}", each.name, each.value, each.max));
  struct Span {
    const char* name;
    Duration value;
  };
  for (const Span& each :
       {Span{"duration_max", duration_max}, Span{"rate_per", rate_per},
        Span{"retransmit_after", retransmit_after}, Span{"retransmit_after_max", retransmit_after_max},
        Span{"probe_after", probe_after}, Span{"silence_max", silence_max},
        Span{"receive_duration_max", receive_duration_max}, Span{"resume_within", resume_within}})
    if (each.value.ns <= 0 || each.value.ns > kDurationMaxNs)
      return Error::eval(fmt::format("session option {} is {} ns, not in 1..2^53", each.name, each.value.ns));
  return {};
}

Duration SessionOptions::backoff(std::uint32_t tries) const {
  Duration wait = retransmit_after;
  for (std::uint32_t i = 0; i < tries && wait < retransmit_after_max; ++i) wait = wait * 2;
  return std::min(wait, std::max(retransmit_after, retransmit_after_max));
}

}  // namespace fleetsim::core
