#include "core/store/fact_chunk.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

FactChunk chunk_of(std::uint32_t first, std::uint32_t count, std::uint32_t step) {
  FactChunk chunk;
  for (std::uint32_t i = 0; i < count; ++i) chunk.insert(static_cast<FactChunk::Offset>(first + i * step));
  return chunk;
}

TEST(FactChunkTest, ComesBackFromItsBytes) {
  for (const FactChunk& chunk : {chunk_of(0, 1, 1), chunk_of(65'535, 1, 1), chunk_of(0, 65'536, 1), chunk_of(7, 100, 3),
                                 chunk_of(1, 20'000, 3), chunk_of(1, 30'000, 2), chunk_of(100, 5'000, 1)}) {
    const auto back = FactChunk::decode(chunk.encode());
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, chunk);
    EXPECT_EQ(back->size(), chunk.size());
  }
}

TEST(FactChunkTest, TheBytesOfOneRunArePinned) {
  EXPECT_EQ(to_hex(chunk_of(300, 20, 1).encode()), "ac0213");
}

TEST(FactChunkTest, WhatIsNoChunkIsRefused) {
  const auto refused = [](Bytes bytes) { return !FactChunk::decode(bytes); };
  EXPECT_TRUE(refused({})) << "without ids";
  EXPECT_TRUE(refused({5})) << "half a run";
  EXPECT_TRUE(refused({5, 0x80})) << "an unfinished number";
  EXPECT_TRUE(refused({5, 0, 0, 0})) << "one run in two";
  EXPECT_TRUE(refused({0xff, 0xff, 3, 1})) << "beyond the end";
  EXPECT_TRUE(refused({0x80, 0x80, 4, 0})) << "beginning behind the end";
  EXPECT_TRUE(refused({0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})) << "a run of nearly 2^64";
}

TEST(FactChunkTest, AnyBytesAreAChunkThatWritesThemOrAnError) {
  tests::SplitMix random(1);
  int chunks = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes(random.below(12));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(4) == 0 ? random.below(256) : random.below(20));
    const auto chunk = FactChunk::decode(bytes);
    if (!chunk) continue;
    ++chunks;
    EXPECT_EQ(chunk->encode(), bytes);
  }
  EXPECT_GT(chunks, 500);
}

TEST(FactChunkTest, ACopyAndItsOriginalDoNotSeeEachOther) {
  FactChunk original = chunk_of(0, 5'000, 2);
  FactChunk copy = original;
  copy.insert(1);
  original.erase(0);
  EXPECT_FALSE(original.contains(1));
  EXPECT_TRUE(copy.contains(0));
}

}  // namespace
}  // namespace fleetsim::core
