#include "core/wire/tree_frame.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

/// Of each kind, with what it has.
TreeFrame some_frame(TreeFrameKind kind) {
  TreeFrame frame{.kind = kind};
  const Symbol a = Symbol::unqualified("a");
  const Symbol b = Symbol::qualified("n", "b");
  switch (kind) {
    case TreeFrameKind::neighbor:
      frame.urgent = true;
      break;
    case TreeFrameKind::forward_join:
      frame.ttl = 6;
      frame.about = a;
      break;
    case TreeFrameKind::shuffle:
      frame.ttl = 5;
      frame.about = b;
      frame.names = {a, b};
      break;
    case TreeFrameKind::shuffle_reply:
      frame.names = {b};
      break;
    case TreeFrameKind::push:
      frame.ids = {{7, 8}};
      frame.hops = 300;
      frame.payload = share({1, 2, 3});
      break;
    case TreeFrameKind::announce:
    case TreeFrameKind::graft:
      frame.ids = {{7, 8}, {9, 10}};
      break;
    default:
      break;
  }
  return frame;
}

TEST(TreeFrameTest, EveryKindComesBack) {
  for (std::uint8_t kind = 0; kind < kTreeFrameKinds; ++kind) {
    const TreeFrame frame = some_frame(static_cast<TreeFrameKind>(kind));
    const Result<TreeFrame> back = decode_tree_frame(encode_tree_frame(frame));
    ASSERT_TRUE(back) << to_string(frame.kind);
    EXPECT_EQ(*back, frame) << to_string(frame.kind);
  }
}

TEST(TreeFrameTest, TheBytesAreThoseOfTheFormat) {
  EXPECT_EQ(to_hex(encode_tree_frame(some_frame(TreeFrameKind::shuffle))), "060501016e0162020001610" "1016e0162");
  EXPECT_EQ(to_hex(encode_tree_frame(some_frame(TreeFrameKind::push))),
            "09"
            "0700000000000000"
            "0800000000000000"
            "ac02"
            "010203");
  EXPECT_EQ(to_hex(encode_tree_frame(some_frame(TreeFrameKind::prune))), "0c");
}

TEST(TreeFrameTest, WhateverIsCutAddedOrUnknownIsRefused) {
  for (std::uint8_t kind = 0; kind < kTreeFrameKinds; ++kind) {
    const TreeFrame frame = some_frame(static_cast<TreeFrameKind>(kind));
    const Bytes whole = encode_tree_frame(frame);
    // The end of a batch is the end of the frame.
    const std::size_t fixed = whole.size() - frame.payload->size();
    for (std::size_t size = 0; size < fixed; ++size)
      EXPECT_FALSE(decode_tree_frame(ByteView(whole).first(size))) << to_string(frame.kind) << size;
    if (frame.kind == TreeFrameKind::push) continue;
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(decode_tree_frame(longer)) << to_string(frame.kind);
  }
  EXPECT_FALSE(decode_tree_frame(Bytes{kTreeFrameKinds}));
  EXPECT_FALSE(decode_tree_frame(Bytes{static_cast<std::uint8_t>(TreeFrameKind::neighbor), 2}));
}

TEST(TreeFrameTest, HasRoomForSoManyNamesAndIds) {
  TreeFrame names = some_frame(TreeFrameKind::shuffle_reply);
  names.names.assign(kTreeNamesMax, Symbol::unqualified("x"));
  EXPECT_TRUE(decode_tree_frame(encode_tree_frame(names)));
  names.names.push_back(Symbol::unqualified("x"));
  EXPECT_FALSE(decode_tree_frame(encode_tree_frame(names)));
  TreeFrame ids = some_frame(TreeFrameKind::graft);
  ids.ids.assign(kTreeIdsMax, {1, 2});
  EXPECT_TRUE(decode_tree_frame(encode_tree_frame(ids)));
  ids.ids.push_back({1, 2});
  EXPECT_FALSE(decode_tree_frame(encode_tree_frame(ids)));
}

}  // namespace
}  // namespace fleetsim::core
