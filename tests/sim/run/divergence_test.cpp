#include "sim/run/divergence.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

#include "core/env/timers.h"
#include "sim/run/live_witness.h"
#include "sim/run/run.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::shipped_scenario;

/// Lets a node's gossip tick too early when `decide` says so, and remembers when that was.
class Plant {
 public:
  explicit Plant(std::function<bool()> decide) : decide_(std::move(decide)) {}

  LiveWitness::Disturb disturb() {
    return [this](LiveRun& run) {
      // Long after the boot, so that the runs agree at first; and not for ever, because ticks beget messages.
      std::vector<bool>& decisions = decisions_[&run];
      if (run.world().events() < 40 || decisions.size() == 100) return false;
      const bool decided = decide_();
      decisions.push_back(decided);
      if (decided) run.inject(0, core::TimerFired{core::timer_id(core::TimerKind::gossip, 0)});
      return decided;
    };
  }

  /// The last event before the first decision in which the two runs differ.
  std::uint64_t first_difference() const {
    EXPECT_EQ(decisions_.size(), 2U);
    const std::vector<bool>& a = decisions_.begin()->second;
    const std::vector<bool>& b = decisions_.rbegin()->second;
    std::uint64_t event = 40;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i, ++event)
      if (a[i] != b[i]) return event;
    ADD_FAILURE() << "the planted bug decided alike in both runs";
    return 0;
  }

 private:
  std::function<bool()> decide_;
  std::map<const LiveRun*, std::vector<bool>> decisions_;
};

/// Both runs are the same but for the planted bug; `verify` must see it, and say in which event.
void expect_caught_and_located(std::function<bool()> decide) {
  const Scenario scenario = shipped_scenario("smoke/split_and_heal_converges.yaml");
  Plant plant(std::move(decide));
  RunOptions options;
  options.verify = true;
  options.disturb = plant.disturb();
  const RunRecord record = run_once(scenario, 3, options);
  EXPECT_EQ(record.exit, kExitDiverged);
  EXPECT_EQ(record.verdict, Verdict::error);
  EXPECT_NE(record.error.find(" event " + std::to_string(plant.first_difference()) + " by "),
            std::string::npos)
      << record.error;
}

TEST(DivergenceTest, AnAddressThatDecidesIsCaughtAndLocated) {
  std::vector<std::unique_ptr<std::array<char, 48>>> kept;
  expect_caught_and_located([&] {
    kept.push_back(std::make_unique<std::array<char, 48>>());
    return reinterpret_cast<std::uintptr_t>(kept.back().get()) / 64 % 2 == 1;
  });
}

TEST(DivergenceTest, AnUnorderedIterationThatDecidesIsCaughtAndLocated) {
  // What comes first follows the order in which the same table was filled.
  std::uint64_t calls = 0;
  expect_caught_and_located([&] {
    std::unordered_set<std::uint64_t> set;
    const std::uint64_t first = ++calls / 3;
    for (std::uint64_t i = 0; i < 100; ++i) set.insert((first + i) % 100 * 7919);
    return *set.begin() % 2 == 1;
  });
}

TEST(DivergenceTest, AWallClockThatDecidesIsCaughtAndLocated) {
  expect_caught_and_located([] {
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(100) % 2 == 1;
  });
}

TEST(DivergenceTest, AByteThatNobodyInitialisedIsCaughtAndLocated) {
  // What the other run left in memory that both use one after the other.
  std::array<std::uint8_t, 16> memory{};
  std::uint8_t calls = 0;
  expect_caught_and_located([&] {
    std::uint8_t& byte = memory[calls % memory.size()];
    const bool decided = byte % 2 == 1;
    byte = static_cast<std::uint8_t>(byte + ++calls);
    return decided;
  });
}

TEST(DivergenceTest, TwoRunsOfOneSeedDoNotPart) {
  const auto scenario =
      std::make_shared<const Scenario>(shipped_scenario("smoke/split_and_heal_converges.yaml"));
  const core::Instant end = core::Instant{} + scenario->stop;
  LiveWitness a(scenario, 3, end);
  LiveWitness b(scenario, 3, end);
  EXPECT_FALSE(first_divergence(a, b).has_value());
}

TEST(DivergenceTest, TwoSeedsPartInAFactWithItsCausesBackToTheRoot) {
  const auto scenario =
      std::make_shared<const Scenario>(shipped_scenario("smoke/split_and_heal_converges.yaml"));
  const core::Instant end = core::Instant{} + scenario->stop;
  std::vector<std::vector<std::string>> traces(2);
  LiveWitness a(scenario, 3, end, [&](const std::string& line) { traces[0].push_back(line); });
  LiveWitness b(scenario, 4, end, [&](const std::string& line) { traces[1].push_back(line); });
  const std::optional<Divergence> divergence = first_divergence(a, b);
  ASSERT_TRUE(divergence);
  // The traces say the same of it.
  std::vector<std::vector<std::string>> facts(2);
  for (std::size_t side = 0; side < 2; ++side)
    for (const std::string& line : traces[side])
      if (line.find(" event ") == std::string::npos) facts[side].push_back(line);
  for (std::uint64_t i = 0; i < divergence->fact; ++i) EXPECT_EQ(facts[0][i], facts[1][i]);
  EXPECT_EQ(divergence->a.fact, facts[0][divergence->fact]);
  EXPECT_EQ(divergence->b.fact, facts[1][divergence->fact]);
  EXPECT_NE(divergence->a.fact, divergence->b.fact);
  for (const Divergence::Side* side : {&divergence->a, &divergence->b}) {
    ASSERT_FALSE(side->causes.empty());
    EXPECT_NE(side->causes.back().find(" by 0: "), std::string::npos) << side->causes.back();
  }
}

TEST(DivergenceTest, ARunThatEndsEarlierPartsThere) {
  const auto scenario = std::make_shared<const Scenario>(shipped_scenario("smoke/three_node_store.yaml"));
  LiveWitness whole(scenario, 1, core::Instant{} + scenario->stop);
  LiveWitness half(scenario, 1, core::Instant{} + core::seconds(1));
  const std::optional<Divergence> divergence = first_divergence(whole, half);
  ASSERT_TRUE(divergence);
  EXPECT_NE(divergence->a.fact, divergence->b.fact);
}

TEST(DivergenceTest, OfALongChainOfCausesBothEndsAreShown) {
  // Nothing but a timer that sets itself again, until one of the runs is over.
  const auto scenario = std::make_shared<const Scenario>(tests::scenario_of(R"(
fleetsim: 1
name: ticking
time: { stop: 100s }
topology: { groups: [{ name: a }, { name: b }] }
fabric: { gossip: { strategy: full } }
content: { items: [{ id: x }] }
workload: [{ at: 99s, node: a, content: x }]
)"));
  Scenario other = *scenario;
  other.requests.front().at = core::seconds(98);
  LiveWitness a(scenario, 1, core::Instant{} + scenario->stop);
  LiveWitness b(std::make_shared<const Scenario>(other), 1, core::Instant{} + scenario->stop);
  const std::optional<Divergence> divergence = first_divergence(a, b);
  ASSERT_TRUE(divergence);
  const std::vector<std::string>& chain = divergence->a.causes;
  ASSERT_EQ(chain.size(), 15U);
  EXPECT_TRUE(chain[12].ends_with(" events between)")) << chain[12];
  EXPECT_NE(chain.back().find(" by 0: "), std::string::npos);
}

}  // namespace
}  // namespace fleetsim::sim
