#include "sim/host/machine_clock.h"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

using core::Duration;
using core::Instant;
using core::seconds;

constexpr Instant at(std::int64_t s) {
  return Instant{} + seconds(s);
}

TEST(EvenTimeTest, FirstIsTheFirstInstantAtWhichItReadsThat) {
  for (const DriftPpb drift : {DriftPpb{0}, DriftPpb{1}, DriftPpb{-1}, DriftPpb{333'333'333}, DriftPpb{-900'000'000},
                               DriftPpb{4'000'000'000}}) {
    const EvenTime time{at(3), at(-7), drift};
    for (std::int64_t ns = 0; ns < 400; ++ns) {
      const Instant reading{at(-7).ns + ns * 7'777'777};
      const Instant first = time.first(reading);
      EXPECT_GE(time.at(first), reading) << drift << " " << ns;
      if (first > time.from) {
        EXPECT_LT(time.at(first - Duration{1}), reading) << drift << " " << ns;
      }
    }
  }
}

TEST(EvenTimeTest, WhatIsTooFarIsNever) {
  EXPECT_EQ((EvenTime{at(3), at(0), -500'000'000}.first(core::kNever)), core::kNever);
  EXPECT_EQ((EvenTime{at(3), at(-5), 0}.first(core::kNever)), core::kNever);
}

TEST(MachineClockTest, ATrueClockReadsTheTrueTime) {
  MachineClock clock = MachineClock::draw({}, core::Dice(1, "x"));
  clock.boot(at(5));
  EXPECT_EQ(clock.tell(at(9)), at(9));
  EXPECT_EQ(clock.due(at(12), at(9)), at(12));
  EXPECT_EQ(clock.due(at(2), at(9)), at(9));
}

TEST(MachineClockTest, OffsetAndDriftAreExact) {
  MachineClock clock(seconds(-10), 500'000'000, ClockSpec::Source::steady);
  EXPECT_EQ(clock.read(at(0)), at(-10));
  EXPECT_EQ(clock.read(at(20)), at(20)) << "half as much again passes";
  EXPECT_EQ(clock.due(at(50), at(20)), at(40));
}

TEST(MachineClockTest, ASteadyClockHearsOfAJumpInTheNextLife) {
  MachineClock clock(Duration{}, 0, ClockSpec::Source::steady);
  clock.boot(at(0));
  clock.jump(at(5), seconds(3600));
  EXPECT_EQ(clock.tell(at(6)), at(6));
  EXPECT_EQ(clock.time_of_day(at(6)), at(3606));
  clock.boot(at(7));
  EXPECT_EQ(clock.tell(at(8)), at(3608));
}

TEST(MachineClockTest, AWallClockJumpsAheadAtOnceAndIsDueAtOnce) {
  MachineClock clock(Duration{}, 0, ClockSpec::Source::wall);
  clock.jump(at(5), seconds(10));
  EXPECT_EQ(clock.tell(at(5)), at(15));
  EXPECT_EQ(clock.due(at(14), at(5)), at(5));
  EXPECT_EQ(clock.due(at(16), at(5)), at(6));
}

TEST(MachineClockTest, AWallClockSetBackStandsStillUntilItIsThereAgain) {
  MachineClock clock(Duration{}, 0, ClockSpec::Source::wall);
  EXPECT_EQ(clock.tell(at(100)), at(100));
  clock.jump(at(100), seconds(-10));
  EXPECT_EQ(clock.tell(at(105)), at(100));
  EXPECT_EQ(clock.tell(at(111)), at(101));
  EXPECT_EQ(clock.due(at(103), at(111)), at(113));
  clock.jump(at(112), seconds(-50));
  clock.boot(at(112));
  EXPECT_EQ(clock.tell(at(112)), at(52)) << "a new life may be told less than the last one was";
}

TEST(MachineClockTest, DriftsAddUpAndEndWithoutAJump) {
  MachineClock clock(Duration{}, 100'000'000, ClockSpec::Source::steady);
  clock.drift_more(at(10), 400'000'000);
  EXPECT_EQ(clock.read(at(10)), at(11));
  EXPECT_EQ(clock.read(at(20)), at(26));
  clock.drift_more(at(20), -400'000'000);
  EXPECT_EQ(clock.read(at(20)), at(26));
  EXPECT_EQ(clock.read(at(30)), at(37));
}

TEST(MachineClockTest, HoweverManyDriftTogetherTimeGoesOn) {
  MachineClock clock(Duration{}, 0, ClockSpec::Source::steady);
  for (int i = 0; i < 10; ++i) clock.drift_more(at(0), -kDriftMax);
  EXPECT_EQ(clock.read(at(10)), at(1));
  for (int i = 0; i < 10; ++i) clock.drift_more(at(10), kDriftMax);
  EXPECT_EQ(clock.read(at(20)), at(11)) << "what was beyond the limit is remembered";
}

TEST(MachineClockTest, HoweverOftenItIsSetItStaysWithinSeventyYears) {
  MachineClock clock(Duration{}, 0, ClockSpec::Source::wall);
  for (int i = 0; i < 20'000; ++i) clock.jump(at(1), seconds(30LL * 86'400));
  EXPECT_EQ(clock.read(at(1)).ns, std::int64_t{1} << 61);
}

TEST(MachineClockTest, EachMachineDrawsItsOwnWithinTheSpec) {
  const ClockSpec spec{.offset = Uniform{seconds(1), seconds(2)}, .side = ClockSpec::Side::either, .drift = 5000, .drift_drawn = true};
  int ahead = 0;
  for (int node = 0; node < 200; ++node) {
    const MachineClock clock = MachineClock::draw(spec, core::Dice(7, "node/" + std::to_string(node) + "/clock"));
    const Duration offset = clock.read(at(0)) - at(0);
    const Duration away = offset.ns < 0 ? Duration{} - offset : offset;
    EXPECT_GE(away, seconds(1));
    EXPECT_LE(away, seconds(2));
    ahead += offset.ns > 0 ? 1 : 0;
    const Duration gained = clock.read(at(1000)) - at(1000) - offset;
    EXPECT_LE(gained.ns < 0 ? -gained.ns : gained.ns, 5'000'000);
  }
  EXPECT_GT(ahead, 60);
  EXPECT_LT(ahead, 140);
}

}  // namespace
}  // namespace fleetsim::sim
