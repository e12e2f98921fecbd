#include "sim/run/run_many.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::tests {
namespace {

using testing::ElementsAre;

/// Seeds 1 to `last` of scenario 0.
sim::JobSource seeds_to(std::uint64_t last) {
  return [last, seed = std::uint64_t{0}]() mutable -> std::optional<sim::Job> {
    if (seed == last) return std::nullopt;
    return sim::Job{0, ++seed};
  };
}

sim::RunRecord record_of(std::uint64_t seed) {
  sim::RunRecord record;
  record.seed = seed;
  return record;
}

class RunManyTest : public testing::TestWithParam<unsigned> {
 protected:
  std::vector<sim::Scenario> scenarios_ = std::vector<sim::Scenario>(1);
  std::vector<std::uint64_t> delivered_;
  std::function<void(const sim::RunRecord&)> deliver_ = [this](const sim::RunRecord& r) {
    delivered_.push_back(r.seed);
  };
};

TEST_P(RunManyTest, DeliversInJobOrderOnTheCallingThreadWhateverTheOrderOfEnding) {
  const std::thread::id caller = std::this_thread::get_id();
  const sim::Runner uneven = [](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) {
    if (seed % 7 == 1) std::this_thread::sleep_for(std::chrono::milliseconds(3));
    return record_of(seed);
  };
  sim::run_many(
      scenarios_, seeds_to(500), GetParam(), {},
      [&](const sim::RunRecord& record) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        deliver_(record);
      },
      [] { return false; }, uneven);
  ASSERT_EQ(delivered_.size(), 500u);
  EXPECT_TRUE(std::is_sorted(delivered_.begin(), delivered_.end()));
}

TEST_P(RunManyTest, StopsTakingJobsWhenInterruptedAndDeliversWhatWasTaken) {
  std::atomic<std::uint64_t> started{0};
  const sim::Runner counting = [&](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) {
    ++started;
    return record_of(seed);
  };
  sim::run_many(
      scenarios_, seeds_to(1'000'000'000'000), GetParam(), {}, deliver_, [&] { return started >= 20; },
      counting);
  EXPECT_GE(delivered_.size(), 20u);
  EXPECT_EQ(delivered_.size(), started);
  for (std::size_t i = 0; i < delivered_.size(); ++i) EXPECT_EQ(delivered_[i], i + 1);
}

TEST_P(RunManyTest, RunsOnlySoFarAheadOfTheEarliestUnfinishedOne) {
  std::atomic<std::uint64_t> furthest{0};
  std::atomic<bool> done{false};
  const unsigned threads = GetParam();
  const sim::Runner first_is_slow = [&](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) {
    if (seed == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      EXPECT_LE(furthest, threads * sim::kRunsAheadMax);
      done = true;
    }
    if (!done) furthest = std::max(furthest.load(), seed);
    return record_of(seed);
  };
  sim::run_many(
      scenarios_, seeds_to(2'000), threads, {}, deliver_, [] { return false; }, first_is_slow);
  EXPECT_EQ(delivered_.size(), 2'000u);
}

TEST_P(RunManyTest, WhatTheReceiverThrowsComesOutAfterTheRunsUnderWay) {
  const sim::Runner runner = [](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) {
    return record_of(seed);
  };
  EXPECT_THROW(sim::run_many(
                   scenarios_, seeds_to(1'000), GetParam(), {},
                   [](const sim::RunRecord& record) {
                     if (record.seed == 5) throw std::runtime_error("full");
                   },
                   [] { return false; }, runner),
               std::runtime_error);
}

TEST_P(RunManyTest, NoJobsAreNoRuns) {
  sim::run_many(
      scenarios_, seeds_to(0), GetParam(), {}, deliver_, [] { return false; },
      [](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) { return record_of(seed); });
  sim::run_many(scenarios_, std::vector<sim::Job>{}, GetParam(), {}, deliver_, [] { return false; });
  EXPECT_THAT(delivered_, ElementsAre());
}

INSTANTIATE_TEST_SUITE_P(Threads, RunManyTest, testing::Values(1u, 2u, 8u),
                         [](const auto& row) { return std::to_string(row.param) + "_threads"; });

}  // namespace
}  // namespace fleetsim::tests
