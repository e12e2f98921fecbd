#include "sim/net/burst_chain.h"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

constexpr BurstLoss kSpec{{1, 100}, {9, 10}, core::seconds(3), core::seconds(1)};

TEST(BurstChainTest, EachStateLosesItsOwnShare) {
  BurstChain chain(kSpec, {}, core::Dice(1, "line"));
  for (int ms = 0; ms < 60'000; ms += 10) {
    const core::Ratio loss = chain.loss_at(kSpec, core::Instant{} + core::milliseconds(ms));
    EXPECT_EQ(loss, chain.is_bad() ? kSpec.bad : kSpec.good);
  }
}

// A quarter of the time is bad. 4,000 cycles of a relative deviation of about sqrt(2 / 4000) * 3/4: five of them are 0.021.
TEST(BurstChainTest, TimeInEachStateIsAsTheMeansSay) {
  BurstChain chain(kSpec, {}, core::Dice(7, "line"));
  int bad = 0;
  int changes = 0;
  bool was_bad = chain.is_bad();
  constexpr int kSteps = 1'600'000;
  for (int i = 0; i < kSteps; ++i) {
    chain.loss_at(kSpec, core::Instant{} + core::milliseconds(10LL * i));
    bad += chain.is_bad() ? 1 : 0;
    changes += chain.is_bad() != was_bad ? 1 : 0;
    was_bad = chain.is_bad();
  }
  EXPECT_NEAR(static_cast<double>(bad) / kSteps, 0.25, 0.021);
  EXPECT_NEAR(changes, 8000, 8000 * 0.08);
}

// As the stationary chain: 4,000 chains, five standard deviations are 137.
TEST(BurstChainTest, BeginsAsIfItHadAlwaysBeenThere) {
  int bad = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed)
    bad += BurstChain(kSpec, {}, core::Dice(seed, "line")).is_bad() ? 1 : 0;
  EXPECT_NEAR(bad, 1000, 137);
}

TEST(BurstChainTest, HowOftenItIsAskedDoesNotMatter) {
  BurstChain often(kSpec, {}, core::Dice(3, "line"));
  BurstChain seldom(kSpec, {}, core::Dice(3, "line"));
  for (int s = 0; s < 200; ++s) {
    for (int ms = 0; ms < 1000; ms += 50) often.loss_at(kSpec, core::Instant{} + core::milliseconds(1000 * s + ms));
    const core::Instant now = core::Instant{} + core::seconds(s + 1);
    EXPECT_EQ(often.loss_at(kSpec, now), seldom.loss_at(kSpec, now));
  }
}

TEST(BurstChainTest, ACopyGoesOnAlone) {
  BurstChain chain(kSpec, {}, core::Dice(3, "line"));
  BurstChain copy = chain;
  copy.loss_at(kSpec, core::Instant{} + core::seconds(900));
  BurstChain fresh(kSpec, {}, core::Dice(3, "line"));
  for (int s = 0; s < 100; ++s)
    EXPECT_EQ(chain.loss_at(kSpec, core::Instant{} + core::seconds(s)), fresh.loss_at(kSpec, core::Instant{} + core::seconds(s)));
}

}  // namespace
}  // namespace fleetsim::sim
