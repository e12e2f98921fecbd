// Faults of storage in a whole world: what nodes are told, what they say, what is found after a restart.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/run/run.h"
#include "sim/world/world.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;
using tests::shipped_scenario;

// `b` holds x and y; `a` asks for x at 4 s, loses power at 6 s, and is back at 7 s.
Scenario pair(const std::string& faults, const std::string& more = "") {
  return scenario_of(R"(
fleetsim: 1
name: pair
time: { stop: 12s }
topology: { groups: [{ name: a, store: { sync: 10ms } }, { name: b }] }
content: { items: [{ id: x, reply: of x }, { id: y, reply: of y }] }
preload: [{ holder: { node: b }, content: all }, { holder: { node: a }, content: y }]
workload: [{ at: 4s, node: a, content: x, as: ask }]
)" + more + "faults:\n  - { id: cut, action: crash, select: { node: a }, at: 6s, for: 1s }\n" +
                     faults);
}

std::vector<Fact> facts_of(const Scenario& scenario, std::uint64_t seed = 1) {
  const auto shared = std::make_shared<const Scenario>(scenario);
  World world(shared, seed);
  std::vector<Fact> facts;
  world.start(facts);
  while (world.step(core::Instant{} + shared->stop, facts)) {
  }
  return facts;
}

template <class T>
std::vector<T> said(const std::vector<Fact>& facts) {
  std::vector<T> all;
  for (const Fact& fact : facts)
    if (const auto* what = std::get_if<core::Observation>(&fact.what))
      if (const auto* one = std::get_if<T>(what)) all.push_back(*one);
  return all;
}

template <class T>
std::vector<T> happened(const std::vector<Fact>& facts) {
  std::vector<T> all;
  for (const Fact& fact : facts)
    if (const auto* one = std::get_if<T>(&fact.what)) all.push_back(*one);
  return all;
}

std::int64_t metric(const Scenario& scenario, const std::string& name, std::uint64_t seed = 1) {
  return run_once(scenario, seed, {}).metrics.at(name);
}

TEST(StorageFaultsTest, AFailingDiskIsToldToTheNodeWhichRecordsNothing) {
  const Scenario scenario =
      pair("  - { action: io_error, select: { node: a }, ratio: 100%, at: 1s, for: 4s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  ASSERT_EQ(happened<StorageRefused>(facts).size(), 1u);
  EXPECT_EQ(happened<StorageRefused>(facts)[0].why, StorageFault::io_error);
  ASSERT_EQ(said<core::NotRecorded>(facts).size(), 1u);
  EXPECT_FALSE(said<core::NotRecorded>(facts)[0].said);
  EXPECT_TRUE(said<core::Recorded>(facts).empty());
  const std::vector<core::Answered> answers = said<core::Answered>(facts);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error->code, core::ErrorCode::storage_failed);
  EXPECT_EQ(answers[0].error->text(), "host error: input/output error");
  EXPECT_EQ(metric(scenario, "storage_failures"), 1);
  EXPECT_EQ(metric(scenario, "storage_failures_io_error"), 1);
  EXPECT_EQ(metric(scenario, "replies_not_recorded"), 1);
}

TEST(StorageFaultsTest, AFullDiskIsToldToTheNodeWhichAnswersWithAWarning) {
  const Scenario scenario =
      pair("  - { action: disk_full, select: { node: a }, capacity: 100B, at: 1s, for: 4s }\n",
           "fabric: { ledger: { failure: warn } }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  ASSERT_EQ(happened<StorageRefused>(facts).size(), 1u);
  EXPECT_EQ(happened<StorageRefused>(facts)[0].why, StorageFault::disk_full);
  const std::vector<core::NotRecorded> lost = said<core::NotRecorded>(facts);
  ASSERT_EQ(lost.size(), 1u);
  const std::vector<core::Answered> answers = said<core::Answered>(facts);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].reply, lost[0].said);
  EXPECT_NE(answers[0].reply, lost[0].reply);
  EXPECT_FALSE(answers[0].held);
  // What had fitted stands there as a torn tail.
  ASSERT_EQ(said<core::LogRepaired>(facts).size(), 1u);
  EXPECT_GT(said<core::LogRepaired>(facts)[0].torn_bytes, 0u);
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitPass);
  EXPECT_EQ(metric(scenario, "storage_failures_disk_full"), 1);
}

TEST(StorageFaultsTest, ASlowDiskDelaysTheAnswer) {
  const Scenario slow = pair("  - { action: slow_disk, select: { node: a }, factor: 50, at: 1s, for: 4s }\n");
  const Scenario good = pair("");
  const std::int64_t delay = metric(slow, "answer_ns_max") - metric(good, "answer_ns_max");
  EXPECT_EQ(delay, 49 * (10'000'000 + 20'000));
}

TEST(StorageFaultsTest, ATornWriteIsRepairedAndCostsNothingElse) {
  bool repaired = false;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Scenario scenario = pair(
        "  - { action: torn_write, select: { node: a }, at: 1s, for: 8s }\n"
        "  - { action: slow_disk, select: { node: a }, add: 9s, at: 1s, for: 4s }\n");
    const std::vector<Fact> facts = facts_of(scenario, seed);
    repaired |= !said<core::LogRepaired>(facts).empty();
    EXPECT_EQ(run_once(scenario, seed, {}).exit, kExitPass) << seed;
  }
  EXPECT_TRUE(repaired);
}

TEST(StorageFaultsTest, RotIsFoundAtTheNextBootCountedAndNotServed) {
  const Scenario scenario = pair("  - { action: bit_rot, select: { node: a }, count: 3, at: 3s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  EXPECT_EQ(happened<DiskDamaged>(facts).size(), 3u);
  const std::vector<RecordDamaged> damaged = happened<RecordDamaged>(facts);
  ASSERT_EQ(damaged.size(), 1u) << "y was all that its log held";
  // x was recorded behind it and is found, so that this is a damaged stretch and no torn tail.
  ASSERT_EQ(said<core::LogRepaired>(facts).size(), 1u);
  EXPECT_EQ(said<core::LogRepaired>(facts)[0].corrupt_records, 1u);
  EXPECT_EQ(metric(scenario, "disk_damages"), 3);
  EXPECT_EQ(metric(scenario, "records_damaged"), 1);
  EXPECT_EQ(metric(scenario, "contents_lost"), 0) << "b has it still";
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitPass);
}

TEST(StorageFaultsTest, RotOfTheOnlyCopyLosesTheContent) {
  const Scenario scenario = scenario_of(R"(
fleetsim: 1
name: only
time: { stop: 12s }
topology: { groups: [{ name: a }] }
content: { items: [{ id: x }] }
preload: [{ holder: { node: a }, content: x }]
faults:
  - { action: bit_rot, select: { node: a }, at: 1s }
  - { action: crash, select: { node: a }, at: 2s, for: 1s }
)");
  EXPECT_EQ(metric(scenario, "contents_lost"), 1);
}

TEST(StorageFaultsTest, AMisdirectedWriteIsAcknowledgedAndMissingAfterwards) {
  const Scenario scenario = pair("  - { action: misdirected_write, select: { node: a }, at: 1s, for: 4s }\n");
  const std::vector<Fact> facts = facts_of(scenario);
  EXPECT_EQ(said<core::Recorded>(facts).size(), 1u);
  EXPECT_EQ(happened<DiskDamaged>(facts).size(), 2u) << "where it landed, and where it is not";
  EXPECT_EQ(happened<RecordDamaged>(facts).size(), 2u);
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitPass);
}

TEST(StorageFaultsTest, AFaultThatDrawsMoreMovesNobodysDraws) {
  // What the failing disk of b does must be the same however much the disk of a rots.
  const auto refusals = [](const std::string& rot) {
    Scenario scenario =
        pair("  - { id: io, action: io_error, select: { node: b }, ratio: 50%, at: 0s, for: 11s }\n" + rot);
    std::vector<std::int64_t> at;
    for (const Fact& fact : facts_of(scenario))
      if (std::holds_alternative<StorageRefused>(fact.what)) at.push_back(fact.at.ns);
    return at;
  };
  EXPECT_EQ(refusals(""), refusals("  - { action: bit_rot, select: { node: a }, count: 100, at: 8s }\n"));
}

TEST(StorageFaultsTest, AFailedAppendExcusesNothing) {
  const Scenario scenario = shipped_scenario("planted/failed_append_acknowledged.yaml");
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitFailed);
}

TEST(StorageFaultsTest, RunsOverSeedsAgreeWithTheirRepetition) {
  const Scenario scenario = shipped_scenario("faults/failing_disks_lose_nothing_acknowledged.yaml");
  RunOptions verify;
  verify.verify = true;
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_EQ(run_once(scenario, seed, verify).exit, kExitPass) << seed;
}

}  // namespace
}  // namespace fleetsim::sim
