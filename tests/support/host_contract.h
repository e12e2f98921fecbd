#pragma once

#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "core/env/effect.h"
#include "core/env/input.h"

namespace fleetsim::tests {

/// An input on its way into a node, as a host delivered it.
struct Delivered {
  core::Instant at;
  core::NodeId node = core::kNobody;
  core::Input input;
};

/// A host whose nodes are played by the test: it carries out the effects it is given, and what it would feed
/// to a node is handed back. At least two machines, 0 and 1, all of them off at first, joined by links that
/// lose nothing. Its computations may yield anything.
class HostUnderTest {
 public:
  virtual ~HostUnderTest() = default;

  /// Bytes in a machine's log before its first life.
  virtual void preload(core::NodeId node, core::ByteView log) = 0;
  /// A life begins. Requires the machine to be off.
  virtual void boot(core::NodeId node) = 0;
  /// A life ends, at once and without warning. Requires the machine to be on.
  virtual void cut_power(core::NodeId node) = 0;
  /// Effects of one input, performed now. Requires the machine to be on.
  virtual void perform(core::NodeId node, const core::Effects& effects) = 0;
  /// Lets so much of the host's time pass; what reached any node meanwhile, in order.
  virtual std::vector<Delivered> run(core::Duration time) = 0;
  virtual core::Instant now() const = 0;
};

/// One promise of every host, as a test body over a fresh host.
struct HostPromise {
  const char* name;
  void (*check)(HostUnderTest& host);
};

/// All of them, in the order of the tests below.
const std::vector<HostPromise>& host_promises();
/// Requires one of that name.
const HostPromise& host_promise(const char* name);

/// The contract of the seam (core/env) from the host's side. Instantiate with a type that has
/// `static std::unique_ptr<HostUnderTest> make()`:
///
///   INSTANTIATE_TYPED_TEST_SUITE_P(Reference, HostContractTest, ReferenceHostFactory);
template <class Factory>
class HostContractTest : public testing::Test {
 protected:
  void holds(const char* promise) {
    const std::unique_ptr<HostUnderTest> host = Factory::make();
    host_promise(promise).check(*host);
  }
};

TYPED_TEST_SUITE_P(HostContractTest);

#define FLEETSIM_HOST_PROMISE(name)      \
  TYPED_TEST_P(HostContractTest, name) { \
    this->holds(#name);                  \
  }
FLEETSIM_HOST_PROMISE(BootedIsTheFirstInputOfALifeAndComesOnce)
FLEETSIM_HOST_PROMISE(ALaterLifeHasALargerIncarnation)
FLEETSIM_HOST_PROMISE(ATimerFiresOnceAndNotBeforeItsInstant)
FLEETSIM_HOST_PROMISE(ASecondSetTimerOfAnIdReplacesTheFirst)
FLEETSIM_HOST_PROMISE(ACancelledTimerNeverFires)
FLEETSIM_HOST_PROMISE(ATimerThatFiredCanBeSetAgain)
FLEETSIM_HOST_PROMISE(AppendsAreTakenInOrderAndEachIsConfirmedOnce)
FLEETSIM_HOST_PROMISE(ASyncIsConfirmedOnceAndAfterTheAppendsBeforeIt)
FLEETSIM_HOST_PROMISE(WhatWasSyncedIsInTheLogOfTheNextLife)
FLEETSIM_HOST_PROMISE(WhatWasNotSyncedIsLostFromTheEndOnly)
FLEETSIM_HOST_PROMISE(TruncateCutsTheLog)
FLEETSIM_HOST_PROMISE(ADroppedSegmentIsGoneAndTheOthersStay)
FLEETSIM_HOST_PROMISE(AMessageArrivesWithItsSenderAndItsBytes)
FLEETSIM_HOST_PROMISE(AMessageToAMachineThatIsOffReachesNobody)
FLEETSIM_HOST_PROMISE(EachComputeIsAnsweredOnce)
FLEETSIM_HOST_PROMISE(NothingOfAnEarlierLifeArrivesInALaterOne)
FLEETSIM_HOST_PROMISE(TimeNeverGoesBack)
#undef FLEETSIM_HOST_PROMISE

REGISTER_TYPED_TEST_SUITE_P(HostContractTest, BootedIsTheFirstInputOfALifeAndComesOnce,
                            ALaterLifeHasALargerIncarnation, ATimerFiresOnceAndNotBeforeItsInstant,
                            ASecondSetTimerOfAnIdReplacesTheFirst, ACancelledTimerNeverFires,
                            ATimerThatFiredCanBeSetAgain, AppendsAreTakenInOrderAndEachIsConfirmedOnce,
                            ASyncIsConfirmedOnceAndAfterTheAppendsBeforeIt,
                            WhatWasSyncedIsInTheLogOfTheNextLife, WhatWasNotSyncedIsLostFromTheEndOnly,
                            TruncateCutsTheLog, ADroppedSegmentIsGoneAndTheOthersStay,
                            AMessageArrivesWithItsSenderAndItsBytes,
                            AMessageToAMachineThatIsOffReachesNobody, EachComputeIsAnsweredOnce,
                            NothingOfAnEarlierLifeArrivesInALaterOne, TimeNeverGoesBack);

}  // namespace fleetsim::tests
