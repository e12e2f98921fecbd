#include "sim/host/machine_clock.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

__extension__ using Wide = __int128;

constexpr Wide kSecond = 1'000'000'000;
// Seventy years either way: many jumps add up.
constexpr std::int64_t kFarthest = std::int64_t{1} << 61;

constexpr DriftPpb kSlowest = -900'000'000;

Wide floor_div(Wide value, Wide by) {
  const Wide quotient = value / by;
  return quotient * by > value ? quotient - 1 : quotient;
}

}  // namespace

core::Instant EvenTime::at(core::Instant now) const {
  FLEET_CHECK(now >= from, "a clock is read in the past");
  return value + core::Duration{static_cast<std::int64_t>(floor_div(Wide{(now - from).ns} * (kSecond + drift), kSecond))};
}

core::Instant EvenTime::first(core::Instant reading) const {
  if (reading <= value) return from;
  // The smallest d with floor(d (s + drift) / s) >= reading - value.
  const Wide left = Wide{reading.ns} - value.ns;
  const Wide rate = kSecond + drift;
  const Wide passed = (left * kSecond + rate - 1) / rate;
  const Wide at = passed + from.ns;
  return at >= core::kNever.ns ? core::kNever : core::Instant{static_cast<std::int64_t>(at)};
}

MachineClock::MachineClock(core::Duration offset, DriftPpb drift, ClockSpec::Source source)
    : source_(source),
      drift_wanted_(drift),
      wall_{{}, core::Instant{} + offset, std::max(drift, kSlowest)},
      steady_(wall_) {}

MachineClock MachineClock::draw(const ClockSpec& spec, core::Dice dice) {
  core::Duration offset = sim::draw(spec.offset, dice);
  const bool behind = spec.side == ClockSpec::Side::behind || (spec.side == ClockSpec::Side::either && dice.below(2) == 1);
  if (behind) offset = core::Duration{} - offset;
  DriftPpb drift = spec.drift;
  if (spec.drift_drawn) drift = dice.between({-spec.drift}, {spec.drift}).ns;
  return {offset, drift, spec.source};
}

void MachineClock::boot(core::Instant now) {
  steady_ = {now, wall_.at(now), wall_.drift};
  told_.reset();
}

core::Instant MachineClock::read(core::Instant now) const {
  if (source_ == ClockSpec::Source::steady) return steady_.at(now);
  return std::max(told_.value_or(wall_.at(now)), wall_.at(now));
}

core::Instant MachineClock::tell(core::Instant now) {
  told_ = read(now);
  return *told_;
}

core::Instant MachineClock::due(core::Instant reading, core::Instant now) const {
  if (read(now) >= reading) return now;
  return std::max(now, (source_ == ClockSpec::Source::steady ? steady_ : wall_).first(reading));
}

void MachineClock::jump(core::Instant now, core::Duration by) {
  const std::int64_t set = (wall_.at(now) + by).ns;
  wall_ = {now, core::Instant{std::clamp(set, -kFarthest, kFarthest)}, wall_.drift};
}

void MachineClock::drift_more(core::Instant now, DriftPpb by) {
  drift_wanted_ += by;
  const DriftPpb drift = std::max(drift_wanted_, kSlowest);
  wall_ = {now, wall_.at(now), drift};
  steady_ = {now, steady_.at(now), drift};
}

}  // namespace fleetsim::sim
