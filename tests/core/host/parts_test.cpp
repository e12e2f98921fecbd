// The parts of a real machine that need no network.

#include <condition_variable>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/host/address.h"
#include "core/host/data_directory.h"
#include "core/host/file_ledger.h"
#include "core/host/host_counters.h"
#include "core/host/timer_table.h"
#include "core/host/tls.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;

TEST(AddressTest, ReadsBackWhatItWrites) {
  for (const char* text : {"127.0.0.1:7101", "[::1]:1", "node-a.example:65535", "localhost:0"}) {
    const Result<Address> address = parse_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
  }
}

TEST(AddressTest, SaysWhatIsNoAddress) {
  for (const char* text :
       {"", "7101", ":7101", "a:", "a:65536", "a:-1", "a:1x", "::1:7101", "a b:1", "[::1:1", "a/b:1"}) {
    const Result<Address> address = parse_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error().text(), HasSubstr("expected HOST:PORT"));
  }
}

TEST(AddressTest, KnowsWhatStaysOnThisMachine) {
  for (const char* text : {"127.0.0.1:1", "127.8.9.10:1", "[::1]:1", "localhost:1"})
    EXPECT_TRUE(is_loopback(*parse_address(text))) << text;
  for (const char* text :
       {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "128.0.0.1:1", "example.org:1", "localhost.example:1"})
    EXPECT_FALSE(is_loopback(*parse_address(text))) << text;
}

TEST(TimerTableTest, TheFirstDueComesFirstAndThoseOfOneInstantAsTheyWereSet) {
  TimerTable timers;
  EXPECT_FALSE(timers.next());
  timers.set(1, Instant{30});
  timers.set(2, Instant{10});
  timers.set(3, Instant{10});
  timers.set(1, Instant{20});
  timers.set(4, Instant{5});
  timers.cancel(4);
  timers.cancel(99);
  EXPECT_EQ(timers.next(), Instant{10});
  EXPECT_EQ(timers.take_due(Instant{9}), std::nullopt);
  EXPECT_EQ(timers.take_due(Instant{25}), 2u);
  EXPECT_EQ(timers.take_due(Instant{25}), 3u);
  EXPECT_EQ(timers.take_due(Instant{25}), 1u);
  EXPECT_EQ(timers.take_due(Instant{99}), std::nullopt);
}

TEST(DataDirectoryTest, EachLifeHasALargerNumberAndAtLeastTheGivenOne) {
  const tests::TemporaryDirectory place;
  {
    const auto data = DataDirectory::open(place.path() + "/data");
    EXPECT_EQ(*data->next_incarnation(1), 1u);
    EXPECT_EQ(*data->next_incarnation(1), 2u);
    EXPECT_EQ(*data->next_incarnation(100), 100u);
  }
  EXPECT_EQ(*DataDirectory::open(place.path() + "/data")->next_incarnation(1), 101u);
}

TEST(DataDirectoryTest, SaysWhatCannotBeUsed) {
  const tests::TemporaryDirectory place;
  place.write("file", "");
  EXPECT_THAT(DataDirectory::open(place.path() + "/file").error().text(), HasSubstr("/file: cannot open"));
  EXPECT_THAT(DataDirectory::open(place.path() + "/no/such").error().text(),
              HasSubstr("cannot make the directory"));
  for (const char* bad : {"", "x\n", "1", "-1\n", "16777215\n", "4294967296\n", "1\n\n", "4294967295\n"}) {
    place.write("data/incarnation", bad);
    EXPECT_FALSE(DataDirectory::open(place.path() + "/data")->next_incarnation(1)) << bad;
  }
}

/// Collects what a ledger confirms, on whatever thread.
class Confirmations {
 public:
  FileLedger::Confirm sink() {
    return [this](const std::vector<Input>& inputs, std::size_t effects) {
      const std::scoped_lock lock(mutex_);
      inputs_.insert(inputs_.end(), inputs.begin(), inputs.end());
      effects_ += effects;
      changed_.notify_all();
    };
  }
  /// Waits for so many effects to be done; what was said of them, e.g. `A1 S1 F2`.
  std::string wait(std::size_t effects) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return effects_ >= effects; });
    std::string text;
    for (const Input& input : inputs_) {
      if (!text.empty()) text += ' ';
      if (const auto* appended = std::get_if<Appended>(&input)) text += "A" + std::to_string(appended->seq);
      if (const auto* synced = std::get_if<Synced>(&input)) text += "S" + std::to_string(synced->seq);
      if (const auto* failed = std::get_if<StorageFailed>(&input)) text += "F" + std::to_string(failed->seq);
    }
    return text;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Input> inputs_;
  std::size_t effects_ = 0;
};

Append append(AppendSeq seq, std::string_view text) {
  return {seq, share(Bytes(text.begin(), text.end()))};
}

/// A file whose next operations fail as told.
class FailingFiles final : public LogFiles {
 public:
  Result<void> append(std::uint64_t, ByteView more) override {
    const bool fails = append_fails;
    bytes.insert(bytes.end(), more.begin(),
                 more.begin() + static_cast<std::ptrdiff_t>(fails ? 1 : more.size()));
    if (fails) return Error::host("no space", ErrorCode::storage_failed);
    return {};
  }
  Result<void> sync() override {
    if (sync_fails) return Error::host("a bad disk", ErrorCode::storage_failed);
    return {};
  }
  Result<void> drop(std::uint64_t) override { return {}; }
  Result<void> truncate(std::uint64_t, std::uint64_t size) override {
    if (truncate_fails) return Error::host("a bad disk", ErrorCode::storage_failed);
    bytes.resize(static_cast<std::size_t>(size));
    return {};
  }

  Bytes bytes;
  bool append_fails = false;
  bool sync_fails = false;
  bool truncate_fails = false;
};

TEST(FileLedgerTest, ConfirmsInOrderAndKeepsTheBytes) {
  auto storage = std::make_shared<FailingFiles>();
  Confirmations said;
  FileLedger ledger(storage, {}, said.sink());
  ledger.append(append(1, "ab"));
  ledger.sync(Sync{1});
  EXPECT_EQ(said.wait(2), "A1 S1");
  ledger.append(append(2, "cd"));
  ledger.drain();
  EXPECT_EQ(said.wait(3), "A1 S1 A2");
  EXPECT_EQ(as_text(storage->bytes), "abcd");
}

TEST(FileLedgerTest, AFailedWriteIsCutOffAndReportedAndTheNextOneFitsBehindTheLastGoodOne) {
  auto storage = std::make_shared<FailingFiles>();
  Confirmations said;
  FileLedger ledger(storage, {}, said.sink());
  ledger.append(append(1, "ab"));
  said.wait(1);
  ledger.drain();
  storage->append_fails = true;
  ledger.append(append(2, "cd"));
  EXPECT_EQ(said.wait(2), "A1 F2");
  ledger.drain();
  storage->append_fails = false;
  ledger.append(append(3, "ef"));
  EXPECT_EQ(said.wait(3), "A1 F2 A3");
  ledger.drain();
  EXPECT_EQ(as_text(storage->bytes), "abef");
}

TEST(FileLedgerTest, AFailedSyncTakesBackWhatWasNotSyncedBefore) {
  auto storage = std::make_shared<FailingFiles>();
  Confirmations said;
  FileLedger ledger(storage, {}, said.sink());
  ledger.append(append(1, "ab"));
  ledger.sync(Sync{1});
  said.wait(2);
  ledger.drain();
  storage->sync_fails = true;
  ledger.append(append(2, "cd"));
  said.wait(3);
  ledger.sync(Sync{2});
  EXPECT_EQ(said.wait(4), "A1 S1 A2 F2");
  ledger.drain();
  EXPECT_EQ(as_text(storage->bytes), "ab");
}

TEST(FileLedgerTest, NothingIsTakenUntilWhatFailedCouldBeCutOff) {
  auto storage = std::make_shared<FailingFiles>();
  Confirmations said;
  FileLedger ledger(storage, {}, said.sink());
  ledger.append(append(1, "ab"));
  said.wait(1);
  ledger.drain();
  storage->append_fails = storage->truncate_fails = true;
  ledger.append(append(2, "cd"));
  said.wait(2);
  ledger.drain();
  storage->append_fails = false;
  ledger.append(append(3, "ef"));
  EXPECT_EQ(said.wait(3), "A1 F2 F3");
  ledger.drain();
  storage->truncate_fails = false;
  ledger.append(append(4, "gh"));
  EXPECT_EQ(said.wait(4), "A1 F2 F3 A4");
  ledger.drain();
  EXPECT_EQ(as_text(storage->bytes), "abgh");
}

TEST(FileLedgerTest, SegmentsAreCutEachByItself) {
  const tests::TemporaryDirectory place;
  const auto files = *LogDirectory::open(place.path());
  Confirmations said;
  FileLedger ledger(files, {}, said.sink());
  const auto in = [](AppendSeq seq, std::string_view text, SegmentId segment) {
    return Append{seq, append(seq, text).bytes, segment};
  };
  ledger.append(in(1, "one", 1));
  ledger.append(in(2, "two", 2));
  ledger.sync(Sync{2});
  said.wait(3);
  ledger.append(in(3, "three", 3));
  ledger.drop(DropSegment{1});
  ledger.sync(Sync{3});
  said.wait(6);
  ledger.drain();
  const LogSegments segments = *files->read();
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(as_text(*segments[0].bytes), "two");
  EXPECT_EQ(segments[1].id, 3u);
}

TEST(LogDirectoryTest, SegmentsAreFilesInTheirOrderAndADroppedOneIsGone) {
  const tests::TemporaryDirectory place;
  place.write("ledger-x.log", "not ours");
  place.write("ledger-007.log", "not ours");
  {
    const auto log = *LogDirectory::open(place.path());
    for (const std::uint64_t part : {std::uint64_t{10}, std::uint64_t{9}, std::uint64_t{1}})
      ASSERT_TRUE(log->append(part, as_bytes("part " + std::to_string(part))));
    ASSERT_TRUE(log->truncate(9, 4));
    ASSERT_TRUE(log->drop(1));
    ASSERT_TRUE(log->sync());
  }
  const auto parts = (*LogDirectory::open(place.path()))->read();
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2u);
  EXPECT_EQ((*parts)[0].id, 9u);
  EXPECT_EQ(as_text(*(*parts)[0].bytes), "part");
  EXPECT_EQ(as_text(*(*parts)[1].bytes), "part 10");
}

TEST(DataDirectoryTest, OneProcessAtATime) {
  const tests::TemporaryDirectory place;
  const auto first = DataDirectory::open(place.path() + "/data");
  ASSERT_TRUE(first);
  EXPECT_THAT(DataDirectory::open(place.path() + "/data").error().text(), HasSubstr("/lock: cannot lock"));
}

TEST(HostCountersTest, EverySeriesIsThereFromTheStartAndCountsWhatTheNodeSays) {
  HostCounters counters;
  EXPECT_THAT(counters.text({}), HasSubstr("fleetsim_answers_total{source=\"local\"} 0\n"));
  const ContentKey key = ContentKey::from_digest({});
  counters.count(Observation(Answered{1, key, Digest{}, std::nullopt, AnswerSource::local, true}));
  counters.count(Observation(
      Answered{2, key, std::nullopt, Error::eval("no", ErrorCode::no_holder), AnswerSource::home, false}));
  counters.count(LinkFact{LinkFact::Kind::dropped, "b", "no connection", 3});
  EXPECT_EQ(counters.value("fleetsim_answers_total", "source=\"local\""), 1u);
  EXPECT_EQ(counters.value("fleetsim_failures_total", "code=\"no_holder\""), 1u);
  EXPECT_EQ(counters.value("fleetsim_link_events_total", "kind=\"link-dropped\""), 3u);
  const std::string text = counters.text({{"fleetsim_connections", 4}});
  EXPECT_THAT(text, HasSubstr("# TYPE fleetsim_answers_total counter\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE fleetsim_connections gauge\nfleetsim_connections 4\n"));
}

TEST(TlsTest, SaysWhichFileCannotBeUsed) {
  const tests::TemporaryDirectory place;
  const std::string junk = place.write("junk.pem", "no certificate");
  EXPECT_THAT(load_tls({junk, junk, junk}).error().text(), HasSubstr("tls: ca \"" + junk));
  EXPECT_THAT(load_tls({"/no/such", junk, junk}).error().text(), HasSubstr("tls: ca \"/no/such\""));
}

}  // namespace
}  // namespace fleetsim::core
