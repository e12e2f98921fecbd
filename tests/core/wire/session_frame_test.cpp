#include "core/wire/session_frame.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

SessionFrame some_frame() {
  return {.session = 0x0102030405060708,
          .kind = SessionFrameKind::ack,
          .why = SessionWhy::time_limit,
          .sequence = 9,
          .credit = 10,
          .payload = share({0xAA, 0xBB})};
}

TEST(SessionFrameTest, EveryKindAndReasonComesBack) {
  for (std::uint8_t kind = 0; kind < kSessionFrameKinds; ++kind)
    for (std::uint8_t why = 0; why < kSessionWhys; ++why) {
      SessionFrame frame = some_frame();
      frame.kind = static_cast<SessionFrameKind>(kind);
      frame.why = static_cast<SessionWhy>(why);
      const Result<SessionFrame> back = decode_session_frame(encode_session_frame(frame));
      ASSERT_TRUE(back) << to_string(frame.kind) << to_string(frame.why);
      EXPECT_EQ(*back, frame);
    }
}

TEST(SessionFrameTest, TheBytesAreThoseOfTheFormat) {
  EXPECT_EQ(to_hex(encode_session_frame(some_frame())),
            "0807060504030201"
            "04"
            "03"
            "0900000000000000"
            "0a00000000000000"
            "02aabb");
}

TEST(SessionFrameTest, WhateverIsCutAddedOrUnknownIsRefused) {
  const Bytes whole = encode_session_frame(some_frame());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(decode_session_frame(ByteView(whole).first(size))) << size;
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(decode_session_frame(longer));
  Bytes kind = whole;
  kind[8] = kSessionFrameKinds;
  EXPECT_FALSE(decode_session_frame(kind));
  Bytes why = whole;
  why[9] = kSessionWhys;
  EXPECT_FALSE(decode_session_frame(why));
}

}  // namespace
}  // namespace fleetsim::core
