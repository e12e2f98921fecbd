#include "core/wire/link_frame.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/wire/link_frame_reader.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

struct Case {
  const char* name;
  LinkFrame frame;
  const char* bytes;  ///< pinned: programs of two versions talk to each other

  friend void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }
};

ClientAnswer answer(Result<SharedBytes> reply) {
  return {.id = 7, .source = AnswerSource::peer, .held = true, .reply = std::move(reply)};
}

std::vector<Case> cases() {
  return {
      {"hello", Hello{1, LinkRole::client, Symbol::unqualified("me")},
       "0e00000000464c4e4b010000000100026d65"},
      {"hello_qualified", Hello{2, LinkRole::peer, Symbol::qualified("n", "b")},
       "0f00000000464c4e4b02000000000101"
       "6e0162"},
      {"message", PeerMessage{share({1, 2})}, "03000000010102"},
      {"request", ClientRequest{7, share({9})}, "0a00000002070000000000000009"},
      {"answer", answer(share({9})),
       "0d000000030700000000000000020101"
       "09"},
      {"error", answer(Error::eval("no", ErrorCode::no_holder)),
       "1200000003070000000000000002010000"
       "02026e6f00"},
      {"refusal", Refusal{"go"}, "040000000402676f"},
  };
}

class LinkFrameTest : public testing::TestWithParam<Case> {};

TEST_P(LinkFrameTest, HasExactlyThoseBytesAndReadsBack) {
  const Bytes bytes = encode_link_frame(GetParam().frame);
  EXPECT_EQ(to_hex(bytes), GetParam().bytes);
  const Result<LinkFrame> read = decode_link_frame(ByteView(bytes).subspan(4));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(*read == GetParam().frame);
}

TEST_P(LinkFrameTest, IsRefusedWhenItsHeadIsCut) {
  const Bytes bytes = encode_link_frame(GetParam().frame);
  EXPECT_FALSE(decode_link_frame(ByteView(bytes).subspan(4, 0)));
  if (std::holds_alternative<PeerMessage>(GetParam().frame)) return;  // any rest is a message
  for (std::size_t size = 1; size + 4 < bytes.size(); ++size) {
    const Result<LinkFrame> read = decode_link_frame(ByteView(bytes).subspan(4, size));
    // A request and a reply are the rest of their frame, whatever its length.
    if (read) {
      EXPECT_GE(size, std::holds_alternative<ClientRequest>(GetParam().frame) ? 9u : 12u);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, LinkFrameTest, testing::ValuesIn(cases()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(LinkFrameTest, NumbersOutsideTheirEnumerationsAndTrailingBytesAreRefused) {
  for (const char* bad : {"05", "00464c4e4b010000000200026d65",
                          "00464c4e4b0100000001000"
                          "26d6500",
                          "0402676f00", "03070000000000000004010109", "0307000000000000000202010900"}) {
    Bytes bytes;
    const std::string digits = bad;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
      bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    EXPECT_FALSE(decode_link_frame(bytes)) << bad;
  }
}

TEST(LinkFrameTest, AnyBytesAreAFrameThatEncodesToThemOrAreRefused) {
  SplitMix random(5);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(random.below(40));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(round % 2 == 0 ? 256 : 5));
    const Result<LinkFrame> read = decode_link_frame(bytes);
    if (!read) continue;
    const Bytes again = encode_link_frame(*read);
    ASSERT_EQ(Bytes(again.begin() + 4, again.end()), bytes);
  }
}

TEST(LinkFrameReaderTest, FramesComeOutWholeHoweverTheyArrive) {
  SplitMix random(1);
  Bytes stream;
  std::vector<Bytes> sent;
  for (int i = 0; i < 200; ++i) {
    const Bytes frame = encode_link_frame(PeerMessage{share(Bytes(random.below(300), 7))});
    sent.emplace_back(frame.begin() + 4, frame.end());
    stream.insert(stream.end(), frame.begin(), frame.end());
  }
  LinkFrameReader reader(kLinkFrameBytesMax);
  std::vector<Bytes> got;
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t part = std::min<std::size_t>(1 + random.below(500), stream.size() - at);
    reader.feed(ByteView(stream).subspan(at, part));
    at += part;
    for (;;) {
      Result<std::optional<Bytes>> frame = reader.next();
      ASSERT_TRUE(frame);
      if (!*frame) break;
      got.push_back(*std::move(*frame));
    }
  }
  EXPECT_EQ(got, sent);
  EXPECT_EQ(reader.buffered(), 0u);
}

TEST(LinkFrameReaderTest, AHugeLengthIsRefusedBeforeAnythingOfItArrives) {
  LinkFrameReader reader(kHelloBytesMax);
  reader.feed(Bytes{0xFF, 0xFF, 0xFF, 0xFF});
  EXPECT_FALSE(reader.next());
  LinkFrameReader empty(kHelloBytesMax);
  empty.feed(Bytes{0, 0, 0, 0});
  EXPECT_FALSE(empty.next());
}

TEST(LinkFrameReaderTest, AnAnnouncedLengthCostsNoMemoryUntilItsBytesArrive) {
  LinkFrameReader reader(kLinkFrameBytesMax);
  reader.feed(Bytes{0, 0, 0, 4, 1});  // 64 MiB to come
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.buffered(), 5u);
}

}  // namespace
}  // namespace fleetsim::core
