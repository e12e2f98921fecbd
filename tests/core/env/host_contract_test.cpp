// The contract of a host, held against the reference host; and each of its flaws caught by the promise that
// it breaks.

#include "tests/support/host_contract.h"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/support/reference_host.h"

namespace fleetsim::tests {
namespace {

struct ReferenceHostFactory {
  static std::unique_ptr<HostUnderTest> make() { return std::make_unique<ReferenceHost>(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Reference, HostContractTest, ReferenceHostFactory);

using Flaw = ReferenceHost::Flaw;

struct PlantedFlaw {
  Flaw flaw;
  const char* promise;  ///< the one that must break
};

const PlantedFlaw kPlanted[] = {
    {Flaw::boots_twice, "BootedIsTheFirstInputOfALifeAndComesOnce"},
    {Flaw::repeats_incarnations, "ALaterLifeHasALargerIncarnation"},
    {Flaw::fires_early, "ATimerFiresOnceAndNotBeforeItsInstant"},
    {Flaw::keeps_replaced_timers, "ASecondSetTimerOfAnIdReplacesTheFirst"},
    {Flaw::ignores_cancel, "ACancelledTimerNeverFires"},
    {Flaw::fires_an_id_once_only, "ATimerThatFiredCanBeSetAgain"},
    {Flaw::swaps_appends, "AppendsAreTakenInOrderAndEachIsConfirmedOnce"},
    {Flaw::syncs_before_appends, "ASyncIsConfirmedOnceAndAfterTheAppendsBeforeIt"},
    {Flaw::forgets_synced, "WhatWasSyncedIsInTheLogOfTheNextLife"},
    {Flaw::loses_the_middle, "WhatWasNotSyncedIsLostFromTheEndOnly"},
    {Flaw::ignores_truncate, "TruncateCutsTheLog"},
    {Flaw::ignores_drop, "ADroppedSegmentIsGoneAndTheOthersStay"},
    {Flaw::forges_senders, "AMessageArrivesWithItsSenderAndItsBytes"},
    {Flaw::wakes_the_dead, "AMessageToAMachineThatIsOffReachesNobody"},
    {Flaw::computes_twice, "EachComputeIsAnsweredOnce"},
    {Flaw::lets_lives_overlap, "NothingOfAnEarlierLifeArrivesInALaterOne"},
    {Flaw::turns_time_back, "TimeNeverGoesBack"},
};

std::size_t failures_of(const char* promise, Flaw flaw) {
  testing::TestPartResultArray results;
  {
    const testing::ScopedFakeTestPartResultReporter caught(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    ReferenceHost host(flaw);
    host_promise(promise).check(host);
  }
  return static_cast<std::size_t>(results.size());
}

class HostFlawTest : public testing::TestWithParam<PlantedFlaw> {};

TEST_P(HostFlawTest, IsCaughtByThePromiseThatItBreaks) {
  EXPECT_GT(failures_of(GetParam().promise, GetParam().flaw), 0u);
  EXPECT_EQ(failures_of(GetParam().promise, Flaw::none), 0u);
}

INSTANTIATE_TEST_SUITE_P(Flaws, HostFlawTest, testing::ValuesIn(kPlanted),
                         [](const auto& row) { return std::string(row.param.promise); });

TEST(HostContractItselfTest, HasAFlawForEveryPromise) {
  std::set<std::string> caught;
  for (const PlantedFlaw& planted : kPlanted) caught.insert(planted.promise);
  for (const HostPromise& promise : host_promises())
    EXPECT_TRUE(caught.contains(promise.name)) << promise.name;
  EXPECT_EQ(std::size(kPlanted), ReferenceHost::kFlaws - 1u);
}

}  // namespace
}  // namespace fleetsim::tests
