#include "core/host/file_storage.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/store/eval_cassette.h"
#include "core/store/log_ledger.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::core {
namespace {

class FileStorageTest : public ::testing::Test {
 protected:
  std::string path() const { return directory_.path() + "/cassette.log"; }

  tests::TemporaryDirectory directory_;
};

ContentKey key(std::uint8_t n) { return ContentKey::from_digest(Digest{n}); }

TEST_F(FileStorageTest, WhatWasAppendedIsReadBackByTheNextToOpenIt) {
  {
    auto storage = *FileStorage::open(path());
    ASSERT_TRUE(storage->append(Bytes{1, 2}));
    ASSERT_TRUE(storage->append(Bytes{3}));
    ASSERT_TRUE(storage->sync());
  }
  EXPECT_EQ(*(*FileStorage::open(path()))->read(), (Bytes{1, 2, 3}));
}

TEST_F(FileStorageTest, TruncationCutsAndAppendsGoBehindTheCut) {
  auto storage = *FileStorage::open(path());
  ASSERT_TRUE(storage->append(Bytes{1, 2, 3}));
  ASSERT_TRUE(storage->truncate(1));
  ASSERT_TRUE(storage->append(Bytes{9}));
  EXPECT_EQ(*storage->read(), (Bytes{1, 9}));
}

TEST_F(FileStorageTest, ASecondOpenIsRefusedWhileTheFirstLasts) {
  auto first = *FileStorage::open(path());
  const auto second = FileStorage::open(path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::storage_failed);
}

TEST_F(FileStorageTest, APlaceThatCannotBeOpenedIsNamed) {
  const auto storage = FileStorage::open(directory_.path() + "/no/such/place");
  ASSERT_FALSE(storage);
  EXPECT_NE(storage.error().text().find("no/such/place"), std::string::npos);
}

TEST_F(FileStorageTest, ACassetteOverItSurvivesItsProcess) {
  {
    EvalCassette cassette(*LogLedger::open(*FileStorage::open(path())));
    ASSERT_TRUE(cassette.record(key(1), text_reply("one")));
    ASSERT_TRUE(cassette.record(key(2), text_reply("two")));
  }
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) - 3);  // the power failed in the last append
  const auto ledger = *LogLedger::open(*FileStorage::open(path()));
  EXPECT_GT(ledger->recovery().torn_bytes, 0U);
  const auto cassette = *EvalCassette::from_ledger(ledger);
  EXPECT_EQ(cassette->size(), 1U);
  EXPECT_EQ(cassette->get(key(1)), text_reply("one"));
}

}  // namespace
}  // namespace fleetsim::core
