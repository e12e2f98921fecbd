#include "core/store/held_replies.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::stored;

using Keys = std::vector<ContentKey>;

const std::uint64_t kOne = stored("x").bytes()->size();

class HeldRepliesTest : public testing::Test {
 protected:
  void hold(const char* key, bool pinned = false) {
    ASSERT_TRUE(held_.insert(key_of(key), {stored("x"), {1, 10}, false, pinned}));
  }
  HeldReplies held_{5 * kOne};
};

TEST_F(HeldRepliesTest, TheFirstReplyForAKeyStays) {
  hold("a");
  EXPECT_FALSE(held_.insert(key_of("a"), {stored("other"), {}}));
  EXPECT_EQ(*held_.find(key_of("a")), stored("x"));
  EXPECT_EQ(held_.bytes(), kOne);
}

TEST_F(HeldRepliesTest, RoomIsMadeByWhatWasNotUsedForLongest) {
  for (const char* key : {"a", "b", "c", "d", "e"}) hold(key);
  EXPECT_EQ(held_.room_for(2 * kOne), (Keys{key_of("a"), key_of("b")}));
  held_.touch(key_of("a"));
  EXPECT_EQ(held_.room_for(2 * kOne), (Keys{key_of("b"), key_of("c")}));
}

TEST_F(HeldRepliesTest, AScanDoesNotPushOutWhatIsInUse) {
  hold("hot");
  held_.touch(key_of("hot"));
  for (int i = 0; i < 50; ++i) {
    const std::optional<Keys> victims = held_.room_for(kOne);
    ASSERT_TRUE(victims);
    for (const ContentKey& victim : *victims) held_.erase(victim);
    hold(("scan-" + std::to_string(i)).c_str());
  }
  EXPECT_TRUE(held_.contains(key_of("hot")));
  EXPECT_EQ(held_.bytes(), 5 * kOne);
}

TEST_F(HeldRepliesTest, WhatIsProtectedNeverFillsTheWholeCapacity) {
  for (const char* key : {"a", "b", "c", "d", "e"}) hold(key);
  for (const char* key : {"a", "b", "c", "d", "e"}) held_.touch(key_of(key));
  // The one used first of the five is on probation again.
  EXPECT_EQ(held_.room_for(kOne), Keys{key_of("a")});
}

TEST_F(HeldRepliesTest, WhatIsPinnedIsNotEvicted) {
  for (const char* key : {"a", "b", "c", "d"}) hold(key, true);
  hold("e");
  EXPECT_EQ(held_.room_for(kOne), Keys{key_of("e")});
  EXPECT_EQ(held_.room_for(2 * kOne), std::nullopt);
  held_.unpin_all();
  EXPECT_EQ(held_.room_for(2 * kOne), (Keys{key_of("a"), key_of("b")}));
}

TEST_F(HeldRepliesTest, AReplyLargerThanAllThereIsDoesNotFit) {
  EXPECT_EQ(held_.room_for(5 * kOne + 1), std::nullopt);
}

TEST_F(HeldRepliesTest, WithoutABoundNothingEverGoes) {
  HeldReplies unbounded;
  unbounded.insert(key_of("a"), {stored("x"), {}});
  EXPECT_EQ(unbounded.room_for(UINT64_MAX / 2), Keys{});
}

}  // namespace
}  // namespace fleetsim::core
