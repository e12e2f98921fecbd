#include "core/wire/message.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/byte_writer.h"
#include "core/wire/eval_codec.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

ContentKey key(std::uint8_t first) {
  Digest digest{};
  digest[0] = first;
  return ContentKey::from_digest(digest);
}

IndexFacts some_facts() {
  IndexFacts facts;
  facts.answer_wanted = true;
  facts.index_size = 3;
  facts.index_root[0] = 0xEE;
  facts.facts.names = {{Symbol::unqualified("a"), 0}, {Symbol::qualified("n", "b"), 5}};
  facts.facts.replies = {key(9).digest()};
  facts.facts.keys = {{key(1), 2}, {key(2), 1}};
  facts.facts.holders = {{0, 1, 0}, {1, 4, 0}, {1, 3, 1}};
  return facts;
}

struct Case {
  const char* name;
  WireMessage message;
  const char* bytes;  ///< pinned: nodes of two versions talk to each other

  friend void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }
};

// 31 octets of a key, of which only the first is not zero.
#define ZEROS "00000000000000000000000000000000000000000000000000000000000000"

std::vector<Case> cases() {
  return {
      {"ask", Ask{7, key(1), Duration{2}, {"a", "bc"}},
       "f50100"
       "0700000000000000"
       "01" ZEROS "0200000000000000"
       "02016102"
       "6263"
       "ba7939e70d7690d8"},
      {"compute_ask", ComputeAsk{7, key(1), kUnlimited, share(*encode_request(tests::basic_request("hi")))},
       "f50101"
       "0700000000000000"
       "01" ZEROS "ffffffffffffff7f"
       "25010d534c423801000000000502686900010b6661627269632e746573740001000000000000"
       "912d622338ee5168"},
      {"found", Found{7, key(1), Duration{3}, share(*encode_reply(text_reply("hi")))},
       "f50102"
       "0700000000000000"
       "01" ZEROS "0300000000000000"
       "11010d534c42380100000000050268690000"
       "5e0d0c220f4b7a91"},
      {"missing", Missing{7, key(1), Error::eval("no", ErrorCode::not_held), Duration{4}},
       "f50103"
       "0700000000000000"
       "01" ZEROS "0001"
       "026e6f"
       "00"
       "0400000000000000"
       "a231f97f6b1401e7"},
      {"index_facts", some_facts(),
       "f50104"
       "01"
       "0300000000000000"
       "ee000000000000000000000000000000"
       "02"
       "00016100"
       "01016e016205"
       "01"
       "09" ZEROS
       "02"
       "01" ZEROS "02000100010400"
       "02" ZEROS "01010301"
       "00"
       "f7b8b52b066a274b"},
      {"cancel", Cancel{7, key(1)},
       "f50105"
       "0700000000000000"
       "01" ZEROS "c97ed9772f8b0327"},
      {"keep", Keep{key(1), share(*encode_reply(text_reply("hi")))},
       "f50106"
       "01" ZEROS
       "11010d534c42380100000000050268690000"
       "78a681caa3ef04d4"},
      {"stream_frame",
       StreamFrame{true, SessionFrame{.session = 7,
                                      .kind = SessionFrameKind::ack,
                                      .why = SessionWhy::finished,
                                      .sequence = 2,
                                      .credit = 66,
                                      .payload = share({5})}},
       "f50107"
       "01"
       "0700000000000000"
       "0400"
       "0200000000000000"
       "4200000000000000"
       "0105"
       "944bdda5963a2e34"},
      {"member_frame",
       MemberFrame{MemberFrameKind::ack, 7, 300, Symbol::unqualified("c"),
                   {{Symbol::qualified("n", "b"), MemberState::suspect, 5}}},
       "f50108"
       "02"
       "0700000000000000"
       "ac02"
       "01000163"
       "01"
       "01016e01620105"
       "267bd2fc6e0d217a"},
      {"sync_open", GossipFrame(SyncOpen{7, {3, {0xEE}}}),
       "f50109"
       "02"
       "0700000000000000"
       "03ee000000000000000000000000000000"
       "212cd6f800ee8e00"},
  };
}

#undef ZEROS

// The same body under a checksum that is right, so that the parser itself is put to the test.
Bytes sealed(Bytes body) {
  ByteWriter out;
  out.raw(body);
  out.u64_le(checksum64(body));
  return std::move(out).take();
}

Bytes body_of(const WireMessage& message) {
  Bytes bytes = encode_message(message);
  bytes.resize(bytes.size() - 8);
  return bytes;
}

class MessageTest : public testing::TestWithParam<Case> {};

TEST_P(MessageTest, RoundTrips) {
  const Result<WireMessage> decoded = decode_message(encode_message(GetParam().message));
  ASSERT_TRUE(decoded) << decoded.error().text();
  EXPECT_EQ(*decoded, GetParam().message);
  EXPECT_STREQ(kind_name(*decoded), GetParam().name);
}

TEST_P(MessageTest, HasPinnedBytes) {
  EXPECT_EQ(to_hex(encode_message(GetParam().message)), GetParam().bytes);
}

TEST_P(MessageTest, IsRefusedWhenCutAnywhere) {
  const Bytes bytes = encode_message(GetParam().message);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_message(ByteView(bytes).first(size))) << size;
}

TEST_P(MessageTest, IsRefusedWhenItsBodyIsCutUnderARightChecksum) {
  const Bytes body = body_of(GetParam().message);
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_FALSE(
        decode_message(sealed(Bytes(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size)))))
        << size;
}

TEST_P(MessageTest, IsRefusedWithAnyOneBitFlipped) {
  const Bytes bytes = encode_message(GetParam().message);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(decode_message(flipped)) << "bit " << bit;
  }
}

// Without the checksum's help a flipped bit may make another message, but never one that two byte strings
// stand for.
TEST_P(MessageTest, WithABitFlippedUnderARightChecksumIsRefusedOrAnotherMessage) {
  const Bytes body = body_of(GetParam().message);
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    Bytes flipped = body;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const Bytes bytes = sealed(flipped);
    const Result<WireMessage> decoded = decode_message(bytes);
    if (!decoded) continue;
    EXPECT_NE(*decoded, GetParam().message) << "bit " << bit;
    EXPECT_EQ(encode_message(*decoded), bytes) << "bit " << bit;
  }
}

TEST_P(MessageTest, IsRefusedWithBytesBehindIt) {
  Bytes body = body_of(GetParam().message);
  body.push_back(0);
  EXPECT_FALSE(decode_message(sealed(body)));
}

INSTANTIATE_TEST_SUITE_P(Kinds, MessageTest, testing::ValuesIn(cases()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MessageKindTest, TheCasesAreAllKinds) {
  std::vector<std::size_t> kinds;
  for (const Case& row : cases()) kinds.push_back(row.message.index());
  ASSERT_EQ(kinds.size(), std::variant_size_v<WireMessage>);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) EXPECT_EQ(kinds[kind], kind);
}

TEST(MessageKindTest, AKindPastTheLastIsRefused) {
  Bytes body = body_of(Ask{1, key(1), kUnlimited, {}});
  body[2] = static_cast<std::uint8_t>(std::variant_size_v<WireMessage>);
  const Result<WireMessage> decoded = decode_message(sealed(body));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().text(), "codec error in fabric/message: unknown kind");
}

TEST(MessageKindTest, ASpanOfLessThanNothingIsRefused) {
  const std::vector<WireMessage> messages = {
      Ask{1, key(1), Duration{-1}, {}}, ComputeAsk{1, key(1), Duration{-1}, share({})},
      Found{1, key(1), Duration{-1}, share({})}, Missing{1, key(1), Error::eval("no"), Duration{-1}}};
  for (const WireMessage& message : messages)
    EXPECT_FALSE(decode_message(encode_message(message))) << kind_name(message);
}

TEST(MessageKindTest, AnotherMagicOrVersionIsRefused) {
  for (const std::size_t at : {0u, 1u}) {
    Bytes body = body_of(Ask{1, key(1), kUnlimited, {}});
    ++body[at];
    EXPECT_FALSE(decode_message(sealed(body))) << at;
  }
}

TEST(MissingTest, EveryErrorRoundTrips) {
  for (std::uint8_t kind = 0; kind < kErrorKinds; ++kind)
    for (std::uint8_t code = 0; code < kErrorCodes; ++code) {
      const WireMessage message =
          Missing{1, key(1), Error{static_cast<ErrorKind>(kind), static_cast<ErrorCode>(code), "a", "b"}, {}};
      EXPECT_EQ(*decode_message(encode_message(message)), message);
    }
}

TEST(MissingTest, AnErrorOfNoKindOrCodeIsRefused) {
  constexpr std::size_t kind_at = 3 + 8 + 32;
  for (const auto& [at, value] : {std::pair(kind_at, kErrorKinds), std::pair(kind_at + 1, kErrorCodes)}) {
    Bytes body = body_of(Missing{1, key(1), Error::eval("no"), {}});
    body[at] = value;
    EXPECT_FALSE(decode_message(sealed(body))) << at;
  }
}

TEST(IndexFactsTest, AHolderThatIsNoNameIsRefused) {
  IndexFacts facts = some_facts();
  facts.facts.holders[2].name = 2;
  EXPECT_FALSE(decode_message(encode_message(facts)));
}

TEST(IndexFactsTest, AKeyWithoutHoldersIsRefused) {
  IndexFacts facts = some_facts();
  facts.facts.keys.push_back({key(3), 0});
  EXPECT_FALSE(decode_message(encode_message(facts)));
}

TEST(IndexFactsTest, AReplyThatIsNotListedIsRefused) {
  IndexFacts facts = some_facts();
  facts.facts.holders[2].reply = 2;
  EXPECT_FALSE(decode_message(encode_message(facts)));
}

TEST(IndexFactsTest, AVersionOfZeroIsRefused) {
  IndexFacts facts = some_facts();
  facts.facts.holders[0].version = 0;
  EXPECT_FALSE(decode_message(encode_message(facts)));
}

TEST(IndexFactsTest, EmptyFactsRoundTrip) {
  const WireMessage message = IndexFacts{};
  EXPECT_EQ(*decode_message(encode_message(message)), message);
}

// A message of a few bytes that claims millions of entries must not make the decoder reserve room for them.
TEST(IndexFactsTest, ACountOfMoreThanTheBytesCanHoldIsRefusedAtOnce) {
  ByteWriter body;
  body.u8(0xF5);
  body.u8(1);
  body.u8(4);
  body.u8(0);
  body.u64_le(0);
  body.raw(Bytes(16, 0));
  body.varuint(std::uint64_t{1} << 62);
  EXPECT_FALSE(decode_message(sealed(std::move(body).take())));
}

TEST(MessageBytesTest, RandomBytesAreRefused) {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    SplitMix random(seed);
    Bytes bytes(random.below(100));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    EXPECT_FALSE(decode_message(bytes)) << seed;
  }
}

// Past the checksum and the head, where random bytes alone would hardly ever come.
TEST(MessageBytesTest, RandomBodiesAreRefusedOrAreTheOnlyBytesOfWhatTheyMean) {
  std::size_t accepted = 0;
  for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
    SplitMix random(seed);
    Bytes body(3 + random.below(90));
    for (std::uint8_t& byte : body) byte = static_cast<std::uint8_t>(random.below(4));
    body[0] = 0xF5;
    body[1] = 1;
    body[2] = static_cast<std::uint8_t>(seed % 6);
    const Bytes bytes = sealed(body);
    const Result<WireMessage> decoded = decode_message(bytes);
    if (!decoded) continue;
    ++accepted;
    EXPECT_EQ(encode_message(*decoded), bytes) << seed;
  }
  EXPECT_GT(accepted, 0u);
}

TEST(MessageBytesTest, MoreThanTheMaximumIsRefusedBeforeItIsRead) {
  const Bytes bytes(kMessageBytesMax + 1);
  const Result<WireMessage> decoded = decode_message(bytes);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace fleetsim::core
