#include "core/wire/eval_codec.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/contents.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Diagnostic nested(int levels) {
  Diagnostic diagnostic;
  if (levels > 1) diagnostic.related.push_back(nested(levels - 1));
  return diagnostic;
}

TEST(EvalCodecTest, ARequestRoundTripsWithEveryField) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    const EvalRequest request = tests::random_request(random);
    const Result<Bytes> bytes = encode_request(request);
    ASSERT_TRUE(bytes);
    const Result<EvalRequest> decoded = decode_request(*bytes);
    ASSERT_TRUE(decoded) << decoded.error().text();
    EXPECT_EQ(*decoded, request);
  }
}

TEST(EvalCodecTest, AReplyRoundTripsWithDiagnosticsAndTheirSourceSpanCodeAndRelated) {
  const EvalReply reply = tests::rich_reply("value");
  ASSERT_TRUE(reply.diagnostics[0].source && reply.diagnostics[0].span && reply.diagnostics[0].code);
  ASSERT_EQ(reply.diagnostics[0].related.size(), 2u);
  EXPECT_EQ(*decode_reply(*encode_reply(reply)), reply);
}

TEST(EvalCodecTest, AnyReplyRoundTrips) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    const EvalReply reply = tests::random_reply(random);
    const Result<EvalReply> decoded = decode_reply(*encode_reply(reply));
    ASSERT_TRUE(decoded) << decoded.error().text();
    EXPECT_EQ(*decoded, reply);
  }
}

TEST(EvalCodecTest, EqualValuesHaveEqualBytesWhateverTheOrderOfMapsAndSets) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    EvalReply reply = tests::random_reply(random);
    EvalReply other = reply;
    other.value = tests::shuffled(random, reply.value);
    ASSERT_EQ(reply, other);
    EXPECT_EQ(*encode_reply(reply), *encode_reply(other));
  }
}

TEST(EvalCodecTest, DifferentRepliesHaveDifferentBytes) {
  const EvalReply reply = tests::rich_reply("value");
  const Bytes bytes = *encode_reply(reply);
  EvalReply other = reply;
  other.diagnostics[0].span->end = 301;
  EXPECT_NE(*encode_reply(other), bytes);
  other = reply;
  other.diagnostics[1].source = std::nullopt;  // an absent source is not an empty one
  EXPECT_NE(*encode_reply(other), bytes);
  other = reply;
  other.trace = Expr::nil();
  EvalReply without = reply;
  without.trace = std::nullopt;
  EXPECT_NE(*encode_reply(other), *encode_reply(without));
}

// Pinned: kept logs hold these bytes.
TEST(EvalCodecTest, TheBytesOfAReplyArePinned) {
  EXPECT_EQ(to_hex(*encode_reply(text_reply("hi"))), "010d534c42380100000000050268690000");
  EXPECT_EQ(to_hex(*encode_request(tests::basic_request("hi"))),
            "010d534c423801000000000502686900010b6661627269632e746573740001000000000000");
}

TEST(EvalCodecTest, EveryTruncationIsRefused) {
  const Bytes reply = *encode_reply(tests::rich_reply("value"));
  for (std::size_t size = 0; size < reply.size(); ++size)
    EXPECT_FALSE(decode_reply(ByteView(reply).first(size))) << size;
  SplitMix random(7);
  const Bytes request = *encode_request(tests::random_request(random));
  for (std::size_t size = 0; size < request.size(); ++size)
    EXPECT_FALSE(decode_request(ByteView(request).first(size))) << size;
}

TEST(EvalCodecTest, ABitFlipIsRefusedOrDecodesToSomethingElse) {
  const EvalReply reply = tests::rich_reply("value");
  const Bytes bytes = *encode_reply(reply);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const Result<EvalReply> decoded = decode_reply(flipped);
    if (!decoded) continue;
    EXPECT_NE(*decoded, reply) << "bit " << bit;
    EXPECT_EQ(*encode_reply(*decoded), flipped) << "two encodings of one reply, bit " << bit;
  }
}

TEST(EvalCodecTest, BytesBehindTheEndAreRefused) {
  Bytes bytes = *encode_reply(text_reply("hi"));
  bytes.push_back(0);
  EXPECT_FALSE(decode_reply(bytes));
  bytes = *encode_request(tests::basic_request("hi"));
  bytes.push_back(0);
  EXPECT_FALSE(decode_request(bytes));
}

TEST(EvalCodecTest, AnotherVersionIsRefused) {
  Bytes bytes = *encode_reply(text_reply("hi"));
  bytes[0] = 2;
  const Result<EvalReply> reply = decode_reply(bytes);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().text(), "codec error in fabric/eval: unknown reply version");
}

TEST(EvalCodecTest, RelatedDiagnosticsNestSixteenLevelsAndNoMore) {
  EvalReply reply = text_reply("hi");
  reply.diagnostics = {nested(16)};
  EXPECT_EQ(*decode_reply(*encode_reply(reply)), reply);
  reply.diagnostics = {nested(17)};
  const Result<Bytes> refused = encode_reply(reply);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
}

TEST(EvalCodecTest, ValuesTooDeepAreRefusedWhereverTheyStand) {
  const Expr deep = tests::tower(kDepthMax + 1);
  EvalReply reply;
  reply.value = deep;
  EXPECT_EQ(encode_reply(reply).error().code, ErrorCode::limit_exceeded);
  reply = text_reply("hi");
  reply.trace = deep;
  EXPECT_EQ(encode_reply(reply).error().code, ErrorCode::limit_exceeded);
  EvalRequest request = tests::basic_request("hi");
  request.result_shape = deep;
  EXPECT_EQ(encode_request(request).error().code, ErrorCode::limit_exceeded);
}

TEST(EvalCodecTest, RandomBytesAreRefused) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    SplitMix random(seed);
    Bytes bytes(random.below(200));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    if (!bytes.empty()) bytes[0] = 1;  // past the version, so that more than the first byte is read
    EXPECT_FALSE(decode_reply(bytes)) << seed;
    EXPECT_FALSE(decode_request(bytes)) << seed;
  }
}

}  // namespace
}  // namespace fleetsim::core
