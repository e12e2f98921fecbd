#include "core/base/checksum.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

// The values of the empty input are those that xxHash itself publishes.
TEST(ChecksumTest, TheSumOfNothingIsThatOfXxh3) {
  EXPECT_EQ(checksum64({}), 0x2D06800538D394C2u);
  EXPECT_EQ(to_hex(hash128({})), "99aa06d3014798d86001c324468d497f");
}

// Pinned: logs, messages, names of random streams and fingerprints on disk depend on them.
TEST(ChecksumTest, SumsOfShortTextsArePinned) {
  EXPECT_EQ(checksum64(as_bytes("abc")), 0x78AF5F94892F3950u);
  EXPECT_EQ(to_hex(hash128(as_bytes("abc"))), "06b05ab6733a618578af5f94892f3950");
}

TEST(ChecksumTest, TheSeedMatters) {
  EXPECT_NE(checksum64(as_bytes("abc"), 1), checksum64(as_bytes("abc")));
  EXPECT_NE(hash128(as_bytes("abc"), 1), hash128(as_bytes("abc")));
}

}  // namespace
}  // namespace fleetsim::core
