#include "sim/snapshot/snapshot_directory.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scenario_text.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::sim {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SnapshotDirectoryTest : public testing::Test {
 protected:
  /// The run after its first event at or after that instant.
  LiveRun run_at(core::Instant instant, std::uint64_t seed = 7) const {
    LiveRun run(scenario_, seed);
    while (run.world().now() < instant && run.step(core::kNever)) continue;
    return run;
  }
  fs::path only_file() const { return fs::directory_iterator(path_)->path(); }

  std::shared_ptr<const Scenario> scenario_ =
      std::make_shared<const Scenario>(tests::shipped_scenario("smoke/three_node_store.yaml"));
  tests::TemporaryDirectory home_;
  std::string path_ = home_.path() + "/a/b";
  SnapshotDirectory directory_{path_};
};

TEST_F(SnapshotDirectoryTest, TheLatestThatIsNotAfterTheInstantIsFound) {
  ASSERT_TRUE(directory_.make());
  const LiveRun early = run_at({1'000'000'000});
  const LiveRun late = run_at({3'000'000'000});
  ASSERT_LT(early.world().now(), late.world().now());
  ASSERT_TRUE(directory_.write(early));
  ASSERT_TRUE(directory_.write(late));
  const auto events_at = [&](core::Instant until) -> std::uint64_t {
    const SnapshotDirectory::Found found = directory_.nearest(scenario_, 7, until);
    EXPECT_THAT(found.unusable, IsEmpty());
    return found.run ? found.run->world().events() : 0;
  };
  EXPECT_EQ(events_at(core::kNever), late.world().events());
  EXPECT_EQ(events_at(late.world().now()), late.world().events());
  EXPECT_EQ(events_at({late.world().now().ns - 1}), early.world().events());
  EXPECT_EQ(events_at({early.world().now().ns - 1}), 0U);
}

TEST_F(SnapshotDirectoryTest, SnapshotsOfOtherRunsAreNotLookedAt) {
  ASSERT_TRUE(directory_.make());
  ASSERT_TRUE(directory_.write(run_at({1'000'000'000}, 70)));
  ASSERT_TRUE(directory_.write(run_at({1'000'000'000}, 8)));
  std::ofstream(path_ + "/a text.snapshot") << "text";
  const SnapshotDirectory::Found found = directory_.nearest(scenario_, 7, core::kNever);
  EXPECT_FALSE(found.run);
  EXPECT_THAT(found.unusable, IsEmpty());
}

TEST_F(SnapshotDirectoryTest, ADamagedFileIsNamedAndTheOneBeforeItTaken) {
  ASSERT_TRUE(directory_.make());
  ASSERT_TRUE(directory_.write(run_at({3'000'000'000})));
  const fs::path damaged = only_file();
  fs::resize_file(damaged, fs::file_size(damaged) / 2);
  const LiveRun early = run_at({1'000'000'000});
  ASSERT_TRUE(directory_.write(early));
  const SnapshotDirectory::Found found = directory_.nearest(scenario_, 7, core::kNever);
  ASSERT_TRUE(found.run);
  EXPECT_EQ(found.run->world().events(), early.world().events());
  EXPECT_THAT(found.unusable,
              ElementsAre(HasSubstr(damaged.string() + ": codec error in snapshot: cut short")));
}

TEST_F(SnapshotDirectoryTest, WhatCannotBeWrittenOrReadIsAnError) {
  EXPECT_FALSE(directory_.write(run_at({0})));
  const std::string file = home_.write("file", "x");
  EXPECT_FALSE(SnapshotDirectory(file).make());
  EXPECT_FALSE(SnapshotDirectory(file + "/below").make());
  EXPECT_THAT(directory_.nearest(scenario_, 7, core::kNever).unusable, ElementsAre(HasSubstr(path_)));
}

}  // namespace
}  // namespace fleetsim::sim
