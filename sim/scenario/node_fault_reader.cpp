#include "sim/scenario/node_fault_reader.h"

#include <array>
#include <utility>

#include "sim/scenario/clock_text.h"
#include "sim/scenario/sections.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kSlowFactorMax = 1000;

// How many times as long computations take, how long each message, or both.
void read_slowness(MapReader& map, Fault& fault) {
  const std::optional<Field> factor = map.find("factor");
  const std::optional<Field> handling = map.find("handling");
  if (factor) fault.factor = factor->count(1, kSlowFactorMax).value_or(2);
  if (handling) fault.handling = handling->span().value_or(core::Duration{1});
  if (fault.factor == 1 && fault.handling.ns == 0)
    map.field().wrong("a slow node that is not slower", "\"factor\" of 2 to 1000, \"handling\", or both");
}

// How long sessions are, how long nodes stay away, and how they go.
void read_churn(MapReader& map, Fault& fault) {
  static constexpr std::array<std::pair<std::string_view, FaultAction>, 3> kHows = {
      {{"crash", FaultAction::crash}, {"restart", FaultAction::restart}, {"wipe", FaultAction::wipe}}};
  Fault::Flap churn;
  if (const auto up = map.require("up")) churn.up = read_distribution(*up).value_or(Distribution{});
  if (const auto down = map.require("down")) churn.down = read_distribution(*down).value_or(Distribution{});
  if (const auto how = map.find("how")) fault.how = how->word<FaultAction>(kHows).value_or(FaultAction::crash);
  fault.churn = churn;
}

}  // namespace

void read_node_effect(MapReader& map, Fault& fault) {
  if (fault.action == FaultAction::slow_node) {
    read_slowness(map, fault);
  } else if (fault.action == FaultAction::churn) {
    read_churn(map, fault);
  } else if (fault.action == FaultAction::clock_jump) {
    const std::optional<Field> by = map.require("by");
    if (!by) return;
    fault.jump = read_signed_span(*by).value_or(core::Duration{1});
    if (fault.jump.ns == 0) by->wrong("a jump of nothing", "a duration such as 5s or -5s");
  } else if (fault.action == FaultAction::clock_drift) {
    const std::optional<Field> drift = map.require("drift");
    if (!drift) return;
    fault.drift = read_drift(*drift).value_or(1);
    if (fault.drift == 0) drift->wrong("a drift of nothing", "a drift such as 50ppm or -50ppm");
  }
}

}  // namespace fleetsim::sim
