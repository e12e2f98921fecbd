#include "core/store/effect_ledger_cassette.h"

#include <gtest/gtest.h>

#include "core/store/eval_cassette.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::stored;

TEST(EffectLedgerTest, HandlesAreNumberedFromOneAndALaterResultShadowsAnEarlier) {
  EffectLedger ledger(9);
  const HandleId first = ledger.fresh_handle();
  EXPECT_EQ(first, (HandleId{9, 1}));
  const ContentId id = key_of("a").effect_ledger_id();
  EXPECT_EQ(ledger.cassette_result(id), std::nullopt);
  ledger.insert_cassette_result(id, first);
  ledger.insert_cassette_result(id, ledger.fresh_handle());
  EXPECT_EQ(ledger.cassette_result(id), Ref(HandleId{9, 2}));
}

TEST(EffectLedgerCassetteTest, ReplaysItsAppendsInOrderAndEachKeyOnce) {
  EffectLedgerCassette cassette;
  ASSERT_TRUE(cassette.append_eval_result(key_of("b"), stored("1")));
  ASSERT_TRUE(cassette.append_eval_result(key_of("a"), stored("2")));
  ASSERT_TRUE(cassette.append_eval_result(key_of("b"), stored("3")));
  const auto entries = cassette.replay_eval_results();
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2u);
  EXPECT_EQ((*entries)[0], (EvalCassetteLedger::Entry{key_of("b"), stored("1")}));
  EXPECT_EQ((*entries)[1], (EvalCassetteLedger::Entry{key_of("a"), stored("2")}));
}

// U-5, the original's behaviour, kept for comparison: the reply is acknowledged and lost.
TEST(EffectLedgerCassetteTest, AnIdThatAWrappedLedgerHasIsAcknowledgedAndNotStored) {
  EffectLedger ledger;
  ledger.insert_cassette_result(key_of("a").effect_ledger_id(), ledger.fresh_handle());
  const auto wrapped = EffectLedgerCassette::with_ledger(std::move(ledger));
  EXPECT_TRUE(wrapped->replay_eval_results()->empty());

  EvalCassette live(wrapped);
  ASSERT_TRUE(live.record(key_of("a"), text_reply("lost")));
  ASSERT_TRUE(live.record(key_of("b"), text_reply("kept")));
  EXPECT_EQ(live.size(), 2u);
  const auto replayed = EvalCassette::from_ledger(wrapped);
  ASSERT_TRUE(replayed);
  EXPECT_EQ((*replayed)->get(key_of("a")), std::nullopt);
  EXPECT_EQ((*replayed)->get(key_of("b")), text_reply("kept"));
}

}  // namespace
}  // namespace fleetsim::core
