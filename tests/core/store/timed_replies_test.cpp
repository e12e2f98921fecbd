#include "core/store/timed_replies.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::stored;

Instant ms(std::int64_t n) {
  return Instant{} + milliseconds(n);
}

TEST(TimedRepliesTest, AReplyIsThereUntilItsTimeIsOver) {
  TimedReplies replies;
  replies.keep(key_of("k"), stored("v"), ms(10), ms(0));
  ASSERT_NE(replies.find(key_of("k"), ms(9)), nullptr);
  EXPECT_EQ(replies.find(key_of("k"), ms(9))->reply, stored("v"));
  EXPECT_EQ(replies.find(key_of("k"), ms(10)), nullptr);
  EXPECT_EQ(replies.find(key_of("l"), ms(0)), nullptr);
}

TEST(TimedRepliesTest, ALaterOneReplacesWhatIsThere) {
  TimedReplies replies;
  replies.keep(key_of("k"), stored("v"), ms(10), ms(0));
  replies.keep(key_of("k"), stored("w"), ms(5), ms(1));
  EXPECT_EQ(replies.find(key_of("k"), ms(4))->reply, stored("w"));
  EXPECT_EQ(replies.find(key_of("k"), ms(5)), nullptr);
  replies.keep(key_of("k"), stored("w"), ms(3), ms(4));
  EXPECT_EQ(replies.size(), 0u);
}

TEST(TimedRepliesTest, ThereAreNeverMoreThanTheMaximumAndTheOneThatEndsFirstGoes) {
  TimedReplies replies;
  for (std::size_t i = 0; i <= TimedReplies::kTimedRepliesMax; ++i)
    replies.keep(key_of(std::to_string(i)), stored("v"), ms(100 + static_cast<std::int64_t>(i)), ms(0));
  EXPECT_EQ(replies.size(), TimedReplies::kTimedRepliesMax);
  EXPECT_EQ(replies.find(key_of("0"), ms(0)), nullptr);
  EXPECT_NE(replies.find(key_of("1"), ms(0)), nullptr);
}

}  // namespace
}  // namespace fleetsim::core
