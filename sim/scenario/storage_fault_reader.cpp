#include "sim/scenario/storage_fault_reader.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kSlowFactorMax = 1000;
constexpr std::uint64_t kDiskCapacityMax = std::uint64_t{1} << 50;
constexpr std::uint64_t kDamagesMax = 10'000;

void read_error_ratio(MapReader& map, Fault& fault) {
  const std::optional<Field> ratio = map.require("ratio");
  if (!ratio) return;
  fault.ratio = ratio->ratio().value_or(core::Ratio{1, 1});
  if (fault.ratio.numerator == 0) ratio->wrong("errors that never happen", "a ratio above 0");
}

// How many times as long, how much longer, or both.
void read_slowness(MapReader& map, Fault& fault) {
  const std::optional<Field> factor = map.find("factor");
  const std::optional<Field> add = map.find("add");
  if (factor) fault.factor = factor->count(2, kSlowFactorMax).value_or(2);
  if (add) {
    fault.add = add->span().value_or(core::Duration{1});
    if (fault.add.ns == 0) add->wrong("a delay of nothing", "a duration longer than 0s");
  }
  if (!factor && !add) map.field().wrong("a slow disk that is not slower", "\"factor\", \"add\", or both");
}

}  // namespace

void read_storage_effect(MapReader& map, Fault& fault) {
  switch (fault.action) {
    case FaultAction::io_error:
      return read_error_ratio(map, fault);
    case FaultAction::disk_full:
      if (const auto capacity = map.require("capacity"))
        fault.capacity = capacity->size(0, kDiskCapacityMax).value_or(0);
      return;
    case FaultAction::slow_disk:
      return read_slowness(map, fault);
    case FaultAction::bit_rot:
    case FaultAction::misdirected_write:
      if (const auto count = map.find("count")) fault.count = count->count(1, kDamagesMax).value_or(1);
      return;
    default:
      return;
  }
}

}  // namespace fleetsim::sim
