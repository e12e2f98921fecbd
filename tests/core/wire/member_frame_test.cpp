#include "core/wire/member_frame.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

MemberFrame some_frame() {
  return {MemberFrameKind::probe_request,
          0x0102030405060708,
          300,
          Symbol::unqualified("c"),
          {{Symbol::unqualified("a"), MemberState::suspect, 0}, {Symbol::qualified("n", "b"), MemberState::gone, 130}}};
}

TEST(MemberFrameTest, EveryKindAndStateComesBack) {
  for (std::uint8_t kind = 0; kind < kMemberFrameKinds; ++kind)
    for (std::uint8_t state = 0; state < kMemberStates; ++state) {
      MemberFrame frame = some_frame();
      frame.kind = static_cast<MemberFrameKind>(kind);
      if (frame.kind != MemberFrameKind::probe_request && frame.kind != MemberFrameKind::ack) frame.about.reset();
      frame.news[1].state = static_cast<MemberState>(state);
      const Result<MemberFrame> back = decode_member_frame(encode_member_frame(frame));
      ASSERT_TRUE(back) << to_string(frame.kind) << to_string(frame.news[1].state);
      EXPECT_EQ(*back, frame);
    }
}

TEST(MemberFrameTest, TheBytesAreThoseOfTheFormat) {
  EXPECT_EQ(to_hex(encode_member_frame(some_frame())),
            "01"
            "0807060504030201"
            "ac02"
            "01000163"
            "02"
            "0001610100"
            "01016e0162028201");
}

TEST(MemberFrameTest, WhateverIsCutAddedOrUnknownIsRefused) {
  const Bytes whole = encode_member_frame(some_frame());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(decode_member_frame(ByteView(whole).first(size))) << size;
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(decode_member_frame(longer));
  Bytes kind = whole;
  kind[0] = kMemberFrameKinds;
  EXPECT_FALSE(decode_member_frame(kind));
  Bytes state = whole;
  state[19] = kMemberStates;
  EXPECT_FALSE(decode_member_frame(state));
}

TEST(MemberFrameTest, NamesSomebodyOnlyWhereThatMeansSomething) {
  for (std::uint8_t kind = 0; kind < kMemberFrameKinds; ++kind)
    for (const bool about : {false, true}) {
      MemberFrame frame = some_frame();
      frame.kind = static_cast<MemberFrameKind>(kind);
      if (!about) frame.about.reset();
      const bool asks = frame.kind == MemberFrameKind::probe_request;
      const bool answers = frame.kind == MemberFrameKind::ack;
      EXPECT_EQ(decode_member_frame(encode_member_frame(frame)).has_value(), about ? asks || answers : !asks);
    }
}

TEST(MemberFrameTest, HasRoomForSoMuchNewsAndNoMore) {
  MemberFrame frame = some_frame();
  frame.news.assign(kMemberNewsMax, {Symbol::unqualified("x"), MemberState::up, 1});
  EXPECT_TRUE(decode_member_frame(encode_member_frame(frame)));
  frame.news.push_back(frame.news.back());
  EXPECT_FALSE(decode_member_frame(encode_member_frame(frame)));
}

}  // namespace
}  // namespace fleetsim::core
