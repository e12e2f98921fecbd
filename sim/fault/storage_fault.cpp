#include "sim/fault/storage_fault.h"

#include <fmt/format.h>

namespace fleetsim::sim {

core::Dice disk_fault_dice(std::string_view name, std::string_view node, std::uint64_t seed) {
  return core::Dice(seed, fmt::format("fault/{}/disk/{}", name, node));
}

std::optional<DiskFault> disk_fault(const Fault& fault, const core::Dice& dice) {
  switch (fault.action) {
    case FaultAction::lost_writes:
      return LyingDisk{};
    case FaultAction::io_error:
      return FailingDisk{fault.ratio, dice};
    case FaultAction::disk_full:
      return FullDisk{fault.capacity};
    case FaultAction::slow_disk:
      return SlowDisk{static_cast<std::int64_t>(fault.factor), fault.add};
    case FaultAction::torn_write:
      return TearingDisk{dice};
    case FaultAction::misdirected_write:
      return MisdirectingDisk{fault.count, dice};
    default:
      return std::nullopt;
  }
}

}  // namespace fleetsim::sim
