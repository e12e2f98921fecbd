#include "core/base/pool_allocator.h"

#include <array>
#include <cstdint>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

// A size of its own, so that nobody else's blocks are counted.
struct Thing {
  std::array<std::uint64_t, 13> words{};
};
using Pool = BlockPool<sizeof(Thing)>;

TEST(BlockPoolTest, WhatIsGivenBackIsTakenAgainFirst) {
  void* a = Pool::take();
  void* b = Pool::take();
  EXPECT_NE(a, b);
  const std::uint32_t before = Pool::free_blocks();
  Pool::give(a);
  Pool::give(b);
  EXPECT_EQ(Pool::free_blocks(), before + 2);
  EXPECT_EQ(Pool::take(), b);
  EXPECT_EQ(Pool::take(), a);
  EXPECT_EQ(Pool::free_blocks(), before);
  ::operator delete(a);
  ::operator delete(b);
}

TEST(BlockPoolTest, AThreadKeepsOnlySoMany) {
  std::vector<void*> blocks;
  for (std::uint32_t i = 0; i < Pool::kBlocksMax + 100; ++i) blocks.push_back(::operator new(sizeof(Thing)));
  for (void* block : blocks) Pool::give(block);
  EXPECT_EQ(Pool::free_blocks(), Pool::kBlocksMax);
}

TEST(BlockPoolTest, AnotherThreadMayGiveBackAndEnd) {
  std::vector<void*> blocks;
  for (int i = 0; i < 1000; ++i) blocks.push_back(Pool::take());
  const std::uint32_t here = Pool::free_blocks();
  std::uint32_t there = 0;
  std::thread([&] {
    for (void* block : blocks) Pool::give(block);
    there = Pool::free_blocks();
  }).join();
  EXPECT_EQ(there, 1000U);
  EXPECT_EQ(Pool::free_blocks(), here);
}

TEST(PoolAllocatorTest, SteadyTrafficNeedsNoMoreMemory) {
  if constexpr (!kPooled) GTEST_SKIP() << "sanitizers see each allocation";
  PoolAllocator<Thing> allocator;
  Thing* first = allocator.allocate(1);
  allocator.deallocate(first, 1);
  const std::uint32_t before = Pool::free_blocks();
  for (int round = 0; round < 100; ++round) {
    Thing* again = allocator.allocate(1);
    EXPECT_EQ(again, first);
    EXPECT_EQ(Pool::free_blocks(), before - 1);
    allocator.deallocate(again, 1);
  }
  std::vector<Thing, PoolAllocator<Thing>> many(10);  // more than one at a time is not pooled
  EXPECT_EQ(Pool::free_blocks(), before);
}

}  // namespace
}  // namespace fleetsim::core
