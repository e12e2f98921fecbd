#include "sim/fault/storage_fault.h"

#include <fmt/format.h>

namespace fleetsim::sim {

core::Dice disk_fault_dice(const Fault& fault, std::string_view node, std::uint64_t seed) {
  return core::Dice(seed, fmt::format("fault/{}/disk/{}", fault.id, node));
}

std::optional<DiskFault> disk_fault(const Fault& fault, std::string_view node, std::uint64_t seed) {
  switch (fault.action) {
    case FaultAction::lost_writes:
      return LyingDisk{};
    case FaultAction::io_error:
      return FailingDisk{fault.ratio, disk_fault_dice(fault, node, seed)};
    case FaultAction::disk_full:
      return FullDisk{fault.capacity};
    case FaultAction::slow_disk:
      return SlowDisk{static_cast<std::int64_t>(fault.factor), fault.add};
    case FaultAction::torn_write:
      return TearingDisk{disk_fault_dice(fault, node, seed)};
    case FaultAction::misdirected_write:
      return MisdirectingDisk{fault.count, disk_fault_dice(fault, node, seed)};
    default:
      return std::nullopt;
  }
}

}  // namespace fleetsim::sim
