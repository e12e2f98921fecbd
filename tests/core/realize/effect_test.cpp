#include "core/realize/effect.h"

#include <gtest/gtest.h>

#include "core/realize/effect_ledger.h"

namespace fleetsim::core {
namespace {

EffectRequest request(std::string input) {
  return {{Symbol::unqualified("ns"), Symbol::unqualified("op"), 1},
          Datum::string(std::move(input)),
          {"effect.do"}};
}

struct CountingPerformer {
  int calls = 0;
  EffectPerformer performer() {
    return [this](Cx& cx, const EffectRequest&) -> Result<Ref> {
      ++calls;
      return Ref(cx.fresh_handle());
    };
  }
};

// B-100
TEST(EffectTest, EqualPreimagesHaveEqualReplayKeysAndOthersDoNot) {
  EXPECT_EQ(*replay_key(request("a")), *replay_key(request("a")));
  EXPECT_NE(*replay_key(request("a")), *replay_key(request("b")));
  EffectRequest other = request("a");
  other.op.version = 2;
  EXPECT_NE(*replay_key(request("a")), *replay_key(other));
}

// B-100
TEST(EffectTest, AMissingCapabilityDeniesBeforeThePerformerRunsAndAbortsTheRecord) {
  Cx cx;
  EffectLedger ledger;
  CountingPerformer counting;
  const Result<Ref> denied = perform_effect(cx, ledger, request("a"), counting.performer());
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error(), Error::capability_denied("effect.do"));
  EXPECT_EQ(counting.calls, 0);
  ASSERT_EQ(ledger.records().size(), 1u);
  EXPECT_EQ(ledger.records()[0].status, EffectStatus::aborted);
  EXPECT_EQ(ledger.records()[0].error, "capability denied: effect.do");
}

// B-100
TEST(EffectTest, ACassetteResultOfTheSameKeyIsUsedWithoutThePerformer) {
  Cx cx;
  cx.grant("effect.do");
  EffectLedger ledger;
  const Ref recorded = HandleId{9, 9};
  ledger.insert_cassette_result(*replay_key(request("a")), recorded);
  EXPECT_TRUE(ledger.events().events().empty());
  CountingPerformer counting;
  EXPECT_EQ(*perform_effect(cx, ledger, request("a"), counting.performer()), recorded);
  EXPECT_EQ(counting.calls, 0);
  EXPECT_NE(*perform_effect(cx, ledger, request("b"), counting.performer()), recorded);
  EXPECT_EQ(counting.calls, 1);
}

TEST(EffectTest, CapabilitiesAreRequiredBeforeACassetteResultIsReused) {
  Cx cx;
  EffectLedger ledger;
  ledger.insert_cassette_result(*replay_key(request("a")), HandleId{9, 9});
  CountingPerformer counting;
  EXPECT_EQ(perform_effect(cx, ledger, request("a"), counting.performer()).error().kind,
            ErrorKind::capability_denied);
}

TEST(EffectTest, APerformedEffectIsRecordedAnnouncedAndReplayed) {
  Cx cx(5);
  cx.grant("effect.do");
  EffectLedger ledger;
  CountingPerformer counting;
  const Ref first = *perform_effect(cx, ledger, request("a"), counting.performer());
  const Ref second = *perform_effect(cx, ledger, request("a"), counting.performer());
  EXPECT_EQ(first, second);
  EXPECT_EQ(counting.calls, 1);
  const EffectRecord* record = ledger.find(HandleId{5, 1});
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->status, EffectStatus::resolved);
  EXPECT_EQ(record->result, first);
  const auto events = ledger.events().events_for_run(Symbol::qualified("effect", "ledger"));
  ASSERT_EQ(events.size(), 4u);
  EXPECT_EQ(events[0].kind, EventKind(event::EffectRequested{HandleId{5, 1}}));
  EXPECT_EQ(events[1].kind, EventKind(event::EffectResolved{HandleId{5, 1}, first}));
  EXPECT_EQ(events[3].seq, 3u);
}

TEST(EffectTest, AFailedPerformerLeavesAFailedRecordAndNoResult) {
  Cx cx;
  cx.grant("effect.do");
  EffectLedger ledger;
  const Result<Ref> failed = perform_effect(
      cx, ledger, request("a"), [](Cx&, const EffectRequest&) -> Result<Ref> { return Error::eval("no"); });
  EXPECT_EQ(failed.error(), Error::eval("no"));
  EXPECT_EQ(ledger.records()[0].status, EffectStatus::failed);
  EXPECT_FALSE(ledger.cassette_result(*replay_key(request("a"))));
}

TEST(EffectTest, ALaterCassetteResultShadowsAnEarlierOne) {
  EffectLedger ledger;
  const ContentId id = *content_id(Datum());
  ledger.insert_cassette_result(id, HandleId{1, 1});
  ledger.insert_cassette_result(id, HandleId{1, 2});
  EXPECT_EQ(ledger.cassette_result(id), Ref(HandleId{1, 2}));
  EXPECT_EQ(ledger.cassette_results().size(), 2u);
}

}  // namespace
}  // namespace fleetsim::core
