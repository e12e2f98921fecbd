#include "core/store/log_ledger.h"

#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/store/eval_cassette.h"
#include "tests/support/contents.h"
#include "tests/support/memory_storage.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::MemoryStorage;
using tests::stored;

std::shared_ptr<LogLedger> open(const std::shared_ptr<MemoryStorage>& storage,
                                LogLedger::Options options = {}) {
  return *LogLedger::open(storage, options);
}

std::shared_ptr<EvalCassette> cassette_over(const std::shared_ptr<MemoryStorage>& storage) {
  return *EvalCassette::from_ledger(open(storage));
}

TEST(LogLedgerTest, WhatWasRecordedIsThereAfterARestart) {
  const auto storage = std::make_shared<MemoryStorage>();
  ASSERT_TRUE(cassette_over(storage)->record(key_of("a"), tests::rich_reply("value")));
  storage->crash(0);
  const auto cassette = cassette_over(storage);
  EXPECT_EQ(cassette->size(), 1u);
  EXPECT_EQ(cassette->get(key_of("a")), tests::rich_reply("value"));
}

TEST(LogLedgerTest, TheFirstReplyWinsLiveAndOnReplay) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto live = cassette_over(storage);
  ASSERT_TRUE(live->record(key_of("a"), text_reply("first")));
  ASSERT_TRUE(live->record(key_of("a"), text_reply("second")));
  EXPECT_EQ(live->get(key_of("a")), text_reply("first"));
  EXPECT_EQ(storage->appends, 1);
  // A ledger takes whatever it is given; the log then holds two.
  ASSERT_TRUE(open(storage)->append_eval_result(key_of("a"), stored("second")));
  const auto reopened = open(storage);
  EXPECT_EQ(reopened->recovery().divergent_records, 1u);
  EXPECT_EQ((*EvalCassette::from_ledger(reopened))->get(key_of("a")), text_reply("first"));
}

TEST(LogLedgerTest, ATailTornAnywhereIsCutAndTheLogGoesOn) {
  const auto whole = std::make_shared<MemoryStorage>();
  const auto cassette = cassette_over(whole);
  ASSERT_TRUE(cassette->record(key_of("a"), text_reply("1")));
  const std::size_t first = whole->content().size();
  ASSERT_TRUE(cassette->record(key_of("b"), text_reply("2")));
  for (std::size_t size = first; size < whole->content().size(); ++size) {
    SCOPED_TRACE(size);
    const auto storage = std::make_shared<MemoryStorage>(
        Bytes(whole->content().begin(), whole->content().begin() + static_cast<std::ptrdiff_t>(size)));
    const auto after = cassette_over(storage);
    EXPECT_EQ(storage->content().size(), first);
    EXPECT_EQ(after->size(), 1u);
    ASSERT_TRUE(after->record(key_of("c"), text_reply("3")));
    const auto again = cassette_over(storage);
    EXPECT_EQ(again->size(), 2u);
    EXPECT_EQ(again->get(key_of("c")), text_reply("3"));
  }
}

TEST(LogLedgerTest, AnyFlippedBitIsCountedAndNeverServed) {
  const auto whole = std::make_shared<MemoryStorage>();
  const auto cassette = cassette_over(whole);
  ASSERT_TRUE(cassette->record(key_of("a"), text_reply("1")));
  ASSERT_TRUE(cassette->record(key_of("b"), text_reply("2")));
  for (std::size_t bit = 0; bit < whole->content().size() * 8; ++bit) {
    SCOPED_TRACE(bit);
    Bytes damaged = whole->content();
    damaged[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const auto ledger = open(std::make_shared<MemoryStorage>(damaged));
    EXPECT_EQ(ledger->recovery().corrupt_records + (ledger->recovery().torn_bytes > 0 ? 1 : 0), 1u);
    const auto entries = ledger->replay_eval_results();
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 1u);
    EXPECT_EQ(entries->front().second, entries->front().first == key_of("a") ? stored("1") : stored("2"));
  }
}

TEST(LogLedgerTest, AQuarantinedRecordCanBeRecordedAnew) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto before = cassette_over(storage);
  ASSERT_TRUE(before->record(key_of("a"), text_reply("1")));
  const std::size_t first = storage->content().size();
  ASSERT_TRUE(before->record(key_of("b"), text_reply("2")));
  Bytes damaged = storage->content();
  damaged[first - 1] ^= 1;
  const auto damaged_storage = std::make_shared<MemoryStorage>(damaged);
  ASSERT_TRUE(cassette_over(damaged_storage)->record(key_of("a"), text_reply("1")));
  const auto after = cassette_over(damaged_storage);
  EXPECT_EQ(after->size(), 2u);
  EXPECT_EQ(after->get(key_of("a")), text_reply("1"));
}

TEST(LogLedgerTest, AFailedAppendLeavesCassetteAndLogAsTheyWere) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto cassette = cassette_over(storage);
  ASSERT_TRUE(cassette->record(key_of("a"), text_reply("1")));
  const Bytes before = storage->content();
  for (const std::size_t written : {0u, 1u, 20u, 40u}) {
    SCOPED_TRACE(written);
    storage->torn_append = written;
    const Result<void> refused = cassette->record(key_of("b"), text_reply("2"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::storage_failed);
    EXPECT_EQ(storage->content(), before);
    EXPECT_EQ(cassette->size(), 1u);
    EXPECT_EQ(cassette->get(key_of("b")), std::nullopt);
  }
}

TEST(LogLedgerTest, AFailedSyncIsAFailedAppend) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto cassette = cassette_over(storage);
  storage->fail_syncs = true;
  EXPECT_FALSE(cassette->record(key_of("a"), text_reply("1")));
  EXPECT_TRUE(cassette->empty());
  EXPECT_TRUE(storage->content().empty());
}

// What could not be cut off at once is cut off before the next append, so that no good record ever stands
// behind a half one.
TEST(LogLedgerTest, AHalfRecordThatCouldNotBeCutOffIsCutOffLater) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto cassette = cassette_over(storage);
  storage->torn_append = 10;
  storage->fail_truncates = true;
  EXPECT_FALSE(cassette->record(key_of("a"), text_reply("1")));
  EXPECT_EQ(storage->content().size(), 10u);
  storage->torn_append = std::nullopt;
  EXPECT_FALSE(cassette->record(key_of("a"), text_reply("1"))) << "still not cut off";
  EXPECT_EQ(storage->content().size(), 10u);
  storage->fail_truncates = false;
  EXPECT_TRUE(cassette->record(key_of("a"), text_reply("1")));
  const auto ledger = open(storage);
  EXPECT_EQ(ledger->recovery().corrupt_records, 0u);
  EXPECT_EQ(ledger->recovery().entries.size(), 1u);
}

TEST(LogLedgerTest, EveryAppendIsSyncedUnlessToldOtherwise) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto ledger = open(storage);
  ASSERT_TRUE(ledger->append_eval_result(key_of("a"), stored("1")));
  ASSERT_TRUE(ledger->append_eval_result(key_of("b"), stored("2")));
  EXPECT_EQ(storage->syncs, 2);
  EXPECT_EQ(storage->durable(), storage->content().size());
}

TEST(LogLedgerTest, WithoutSyncingEachAppendOnlyASyncMakesThemDurable) {
  const auto storage = std::make_shared<MemoryStorage>();
  const auto ledger = open(storage, {.sync_every_append = false});
  ASSERT_TRUE(ledger->append_eval_result(key_of("a"), stored("1")));
  ASSERT_TRUE(ledger->sync());
  ASSERT_TRUE(ledger->append_eval_result(key_of("b"), stored("2")));
  EXPECT_EQ(storage->syncs, 1);
  storage->crash(7);
  const auto after = open(storage);
  EXPECT_EQ(after->recovery().torn_bytes, 7u);
  ASSERT_EQ(after->recovery().entries.size(), 1u);
  EXPECT_EQ(after->recovery().entries[0].first, key_of("a"));
}

TEST(LogLedgerTest, AStorageThatCannotBeReadOrCutCannotBeOpened) {
  const auto unreadable = std::make_shared<MemoryStorage>();
  unreadable->fail_reads = true;
  EXPECT_FALSE(LogLedger::open(unreadable));
  const auto uncuttable = std::make_shared<MemoryStorage>(Bytes{1, 2, 3});
  uncuttable->fail_truncates = true;
  EXPECT_FALSE(LogLedger::open(uncuttable));
}

}  // namespace
}  // namespace fleetsim::core
