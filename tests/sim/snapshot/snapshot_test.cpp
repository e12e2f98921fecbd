#include "sim/snapshot/snapshot.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"
#include "tests/support/split_mix.h"

namespace fleetsim::sim {
namespace {

using testing::HasSubstr;

using SharedScenario = std::shared_ptr<const Scenario>;

// Offsets in the file (README.md).
constexpr std::size_t kFormatAt = 18;
constexpr std::size_t kRulesAt = 22;
constexpr std::size_t kStateAt = 86;
constexpr std::size_t kChecksumBytes = 16;

SharedScenario shipped(const std::string& file) {
  return std::make_shared<const Scenario>(tests::shipped_scenario(file));
}

core::Instant end_of(const LiveRun& run) {
  return core::Instant{} + run.world().scenario().stop;
}

void steps(LiveRun& run, std::uint64_t until_event) {
  while (run.world().events() < until_event && run.step(end_of(run))) continue;
}

RunRecord go_on(LiveRun& run) {
  while (run.step(end_of(run))) continue;
  run.finish(end_of(run));
  return run.record();
}

void expect_same(const LiveRun& a, const LiveRun& b) {
  const RunRecord left = a.record();
  const RunRecord right = b.record();
  EXPECT_EQ(left.fingerprint, right.fingerprint);
  EXPECT_EQ(left.events, right.events);
  EXPECT_EQ(left.end, right.end);
  EXPECT_EQ(left.exit, right.exit);
  EXPECT_EQ(left.metrics, right.metrics);
  EXPECT_EQ(a.fingerprint().checkpoints(), b.fingerprint().checkpoints());
  ASSERT_EQ(left.checks.size(), right.checks.size());
  for (std::size_t i = 0; i < left.checks.size(); ++i) {
    EXPECT_EQ(left.checks[i].name, right.checks[i].name);
    EXPECT_EQ(left.checks[i].verdict, right.checks[i].verdict);
    EXPECT_EQ(left.checks[i].evaluated, right.checks[i].evaluated);
    EXPECT_EQ(left.checks[i].detail, right.checks[i].detail);
    EXPECT_EQ(left.checks[i].at, right.checks[i].at);
  }
}

// Saved, loaded, and saved again: the same bytes.
LiveRun through_a_file(const LiveRun& run, const SharedScenario& scenario) {
  const core::Bytes bytes = save_snapshot(run);
  core::Result<LiveRun> loaded = load_snapshot(bytes, scenario, run.seed());
  EXPECT_TRUE(loaded) << loaded.error().text();
  EXPECT_EQ(save_snapshot(*loaded), bytes);
  return *std::move(loaded);
}

/// A small run in the middle of everything.
class SmallSnapshotTest : public testing::Test {
 protected:
  SmallSnapshotTest() { steps(run_, 25); }

  core::Result<LiveRun> load(core::ByteView bytes) const { return load_snapshot(bytes, scenario_, 7); }
  std::string why_not(core::ByteView bytes) const {
    const core::Result<LiveRun> loaded = load(bytes);
    return loaded ? "" : loaded.error().text();
  }
  static core::Bytes with_checksum(core::Bytes bytes) {
    const std::size_t end = bytes.size() - kChecksumBytes;
    const core::Hash128 checksum = core::hash128(core::ByteView(bytes).first(end));
    std::ranges::copy(checksum, bytes.begin() + static_cast<std::ptrdiff_t>(end));
    return bytes;
  }

  SharedScenario scenario_ = shipped("smoke/three_node_store.yaml");
  LiveRun run_{scenario_, 7};
};

class ShippedSnapshotTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedSnapshotTest, ARunThatWasSavedAndLoadedFiveTimesGoesOnAsIfNothingHadHappened) {
  const SharedScenario scenario = shipped(GetParam());
  tests::SplitMix random(11);
  const std::uint64_t seed = random.below(1000);
  LiveRun whole(scenario, seed);
  const std::uint64_t events = go_on(whole).events;
  std::vector<std::uint64_t> at;
  for (int i = 0; i < 5; ++i) at.push_back(random.below(events + 1));
  std::ranges::sort(at);

  LiveRun run(scenario, seed);
  for (const std::uint64_t event : at) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " event " + std::to_string(event));
    steps(run, event);
    run = through_a_file(run, scenario);
  }
  go_on(run);
  expect_same(run, whole);
}

INSTANTIATE_TEST_SUITE_P(All, ShippedSnapshotTest, testing::ValuesIn(tests::shipped_scenarios()),
                         [](const auto& file) {
                           std::string name = file.param.substr(0, file.param.find('.'));
                           std::ranges::replace(name, '/', '_');
                           return name;
                         });

TEST(SnapshotTest, AnyRunSavedAtAnyInstantGoesOnWithTheSameFingerprint) {
  const std::vector<std::string> files = tests::shipped_scenarios();
  tests::SplitMix random(200);
  for (int i = 0; i < 200; ++i) {
    const std::string& file = files[random.below(files.size())];
    const std::uint64_t seed = random.below(1'000'000);
    const SharedScenario scenario = shipped(file);
    LiveRun whole(scenario, seed);
    const std::uint64_t event = random.below(go_on(whole).events + 1);
    SCOPED_TRACE(file + " seed " + std::to_string(seed) + " event " + std::to_string(event));
    LiveRun run(scenario, seed);
    steps(run, event);
    LiveRun loaded = through_a_file(run, scenario);
    go_on(loaded);
    expect_same(loaded, whole);
    go_on(run);  // saving has changed nothing
    expect_same(run, whole);
  }
}

TEST(SnapshotTest, ARunThatHasEndedComesBackWithItsVerdict) {
  const SharedScenario scenario = shipped("smoke/lossy_links_still_converge.yaml");
  LiveRun run(scenario, 3);
  go_on(run);
  expect_same(through_a_file(run, scenario), run);
}

TEST(SnapshotTest, ABranchIsSavedAsTheBranchThatItIs) {
  const SharedScenario scenario = shipped("smoke/lossy_links_still_converge.yaml");
  LiveRun run(scenario, 5);
  steps(run, 100);
  run.reseed(3);
  steps(run, 110);  // some machines have drawn from the new streams, others have not
  LiveRun loaded = through_a_file(run, scenario);
  go_on(run);
  go_on(loaded);
  expect_same(loaded, run);
}

TEST_F(SmallSnapshotTest, ACopyIsSavedLikeItsOriginal) {
  EXPECT_EQ(save_snapshot(LiveRun(run_)), save_snapshot(run_));
}

TEST_F(SmallSnapshotTest, TheHeadSaysWhichRunItIsOfAndHowFarItHadCome) {
  const core::Result<SnapshotHead> head = read_snapshot_head(save_snapshot(run_));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->rules, rules_digest());
  EXPECT_EQ(head->scenario, scenario_digest(*scenario_));
  EXPECT_EQ(head->seed, 7U);
  EXPECT_EQ(head->now, run_.world().now());
  EXPECT_EQ(head->events, 25U);
}

TEST_F(SmallSnapshotTest, EveryTruncationIsRefused) {
  core::Bytes bytes = save_snapshot(run_);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(load(core::ByteView(bytes).first(size))) << size;
  bytes.push_back(0);
  EXPECT_FALSE(load(bytes));
}

TEST_F(SmallSnapshotTest, EveryDamagedByteIsNoticed) {
  core::Bytes bytes = save_snapshot(run_);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const std::uint8_t before = bytes[at];
    bytes[at] = static_cast<std::uint8_t>(before ^ (1U << (at % 8)));
    EXPECT_FALSE(load(bytes)) << at;
    bytes[at] = before;
  }
  EXPECT_TRUE(load(bytes));
}

TEST_F(SmallSnapshotTest, WhatItIsRefusedForIsSaid) {
  const core::Bytes bytes = save_snapshot(run_);
  const core::Result<LiveRun> other_seed = load_snapshot(bytes, scenario_, 8);
  ASSERT_FALSE(other_seed);
  EXPECT_EQ(other_seed.error().text(), "codec error in snapshot: of another seed");
  const core::Result<LiveRun> elsewhere = load_snapshot(bytes, shipped("smoke/home_computes_once.yaml"), 7);
  ASSERT_FALSE(elsewhere);
  EXPECT_THAT(elsewhere.error().text(), HasSubstr("of another scenario"));
  EXPECT_THAT(why_not(core::as_bytes("a text")), HasSubstr("no snapshot"));
  EXPECT_THAT(why_not(core::ByteView(bytes).first(100)), HasSubstr("cut short"));
  core::Bytes other = bytes;
  other[kFormatAt] = 2;
  EXPECT_THAT(why_not(with_checksum(other)), HasSubstr("another version of the format"));
  other = bytes;
  ++other[kRulesAt];
  EXPECT_THAT(why_not(with_checksum(other)), HasSubstr("other rules"));
  other = bytes;
  ++other.back();
  EXPECT_THAT(why_not(other), HasSubstr("damaged"));
}

TEST_F(SmallSnapshotTest, AStateThatSomebodyForgedIsLoadedOrRefusedAndBreaksNothing) {
  const core::Bytes bytes = save_snapshot(run_);
  tests::SplitMix random(5);
  int refused = 0;
  for (int i = 0; i < 1000; ++i) {
    core::Bytes forged = bytes;
    for (std::uint64_t left = 1 + random.below(3); left > 0; --left)
      forged[kStateAt + random.below(bytes.size() - kStateAt - kChecksumBytes)] =
          static_cast<std::uint8_t>(random.below(256));
    if (!load(with_checksum(std::move(forged)))) ++refused;
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace fleetsim::sim
