#include "core/base/byte_reader.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/byte_writer.h"
#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

TEST(ByteReaderTest, ReadsBackWhatAWriterWrote) {
  ByteWriter out;
  out.u8(0xAB);
  out.u32_le(0x01234567);
  out.u64_le(0x0123456789ABCDEF);
  out.i64_le(std::numeric_limits<std::int64_t>::min());
  out.varuint(300);
  out.blob("text");
  const Bytes bytes = std::move(out).take();
  ByteReader in(bytes);
  EXPECT_EQ(in.u8(), 0xAB);
  EXPECT_EQ(in.u32_le(), 0x01234567u);
  EXPECT_EQ(in.u64_le(), 0x0123456789ABCDEFu);
  EXPECT_EQ(in.i64_le(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(in.varuint(), 300u);
  EXPECT_EQ(as_text(in.blob()), "text");
  EXPECT_TRUE(in.finished());
}

TEST(ByteWriterTest, IntegersAreLittleEndianUnlessSaidOtherwise) {
  ByteWriter out;
  out.u32_le(0x01020304);
  out.u64_be(0x0102030405060708);
  EXPECT_EQ(to_hex(out.view()), "040302010102030405060708");
}

TEST(ByteReaderTest, VaruintsRoundTripAtEveryWidth) {
  for (int shift = 0; shift < 64; ++shift)
    for (const std::uint64_t value :
         {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1, ~std::uint64_t{0} >> shift}) {
      ByteWriter out;
      out.varuint(value);
      ByteReader in(out.view());
      EXPECT_EQ(in.varuint(), value);
      EXPECT_TRUE(in.finished()) << value;
    }
}

struct BadVaruint {
  const char* name;
  Bytes bytes;
};

class BadVaruintTest : public testing::TestWithParam<BadVaruint> {};

TEST_P(BadVaruintTest, IsRefused) {
  ByteReader in(GetParam().bytes);
  EXPECT_EQ(in.varuint(), 0u);
  EXPECT_FALSE(in.ok());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadVaruintTest,
    testing::Values(
        BadVaruint{"empty", {}}, BadVaruint{"unfinished", {0x80}},
        BadVaruint{"zero_in_two_bytes", {0x80, 0x00}}, BadVaruint{"one_in_two_bytes", {0x81, 0x00}},
        BadVaruint{"padded_in_the_middle", {0xFF, 0x80, 0x00}},
        BadVaruint{"sixty_five_bits", {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02}},
        BadVaruint{"eleven_bytes", {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}},
        BadVaruint{"padded_tenth_byte", {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ByteReaderTest, FailureIsSticky) {
  const Bytes bytes = {1, 2, 3};
  ByteReader in(bytes);
  EXPECT_EQ(in.u32_le(), 0u);
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.u8(), 0u);
  EXPECT_EQ(in.remaining(), 0u);
  EXPECT_FALSE(in.finished());
}

TEST(ByteReaderTest, ABlobLongerThanTheRestIsRefused) {
  const Bytes bytes = {3, 'a', 'b'};
  ByteReader in(bytes);
  EXPECT_TRUE(in.blob().empty());
  EXPECT_FALSE(in.ok());
}

TEST(ByteReaderTest, ACountOfMoreThanCanFollowIsRefused) {
  const Bytes bytes = {3, 'a', 'b', 'c', 'd', 'e'};
  ByteReader fits(bytes);
  EXPECT_EQ(fits.count(1), 3u);
  ByteReader too_many(bytes);
  EXPECT_EQ(too_many.count(2), 0u);
  EXPECT_FALSE(too_many.ok());
}

TEST(ByteReaderTest, BytesLeftOverAreNotFinished) {
  const Bytes bytes = {1, 2};
  ByteReader in(bytes);
  EXPECT_EQ(in.u8(), 1u);
  EXPECT_TRUE(in.ok());
  EXPECT_FALSE(in.finished());
}

// Under the address sanitizer this also shows that no read leaves the view.
TEST(ByteReaderTest, RandomReadsOfRandomBytesNeverPassTheEnd) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    tests::SplitMix random(seed);
    Bytes bytes(random.below(40));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    ByteReader in(bytes);
    std::size_t left = bytes.size();
    for (int i = 0; i < 30; ++i) {
      switch (random.below(6)) {
        case 0:
          in.u8();
          break;
        case 1:
          in.u64_le();
          break;
        case 2:
          in.varuint();
          break;
        case 3:
          in.blob();
          break;
        case 4:
          in.digest();
          break;
        default:
          in.count(1 + random.below(9));
      }
      ASSERT_LE(in.remaining(), left);
      left = in.remaining();
    }
  }
}

}  // namespace
}  // namespace fleetsim::core
