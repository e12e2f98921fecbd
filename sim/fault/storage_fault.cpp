#include "sim/fault/storage_fault.h"

namespace fleetsim::sim {

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
