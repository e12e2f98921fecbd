#include "sim/net/pipe.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
// Also of an unbounded queue, so that instants stay within 64 bits.
constexpr core::Duration kBusyMax = core::seconds(365LL * 24 * 3600);

std::uint64_t divide_up(Wide dividend, Wide divisor) {
  return static_cast<std::uint64_t>((dividend + divisor - 1) / divisor);
}

}  // namespace

core::Duration Pipe::time_of(std::uint64_t bytes, std::uint64_t bits_per_s) {
  FLEET_CHECK(bits_per_s > 0, "a line that sends nothing");
  return {static_cast<std::int64_t>(divide_up(static_cast<Wide>(bytes) * 8 * kNsPerSecond, bits_per_s))};
}

std::uint64_t Pipe::backlog_bytes(core::Instant now) const {
  if (free_at_ <= now) return 0;
  const auto busy_ns = static_cast<std::uint64_t>((free_at_ - now).ns);
  return divide_up(static_cast<Wide>(busy_ns) * bits_per_s_, Wide{8} * kNsPerSecond);
}

std::optional<core::Instant> Pipe::offer(std::uint64_t bytes, core::Instant now, const PipeOptions& options) {
  const std::uint64_t waiting = backlog_bytes(now);
  if (waiting > 0 && options.queue_bytes_max > 0 && waiting + bytes > options.queue_bytes_max) return std::nullopt;
  if (free_at_ - now > kBusyMax) return std::nullopt;
  free_at_ = std::max(free_at_, now) + time_of(bytes, options.bits_per_s);
  bits_per_s_ = options.bits_per_s;
  return free_at_;
}

}  // namespace fleetsim::sim
