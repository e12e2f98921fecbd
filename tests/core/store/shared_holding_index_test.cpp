#include "core/store/shared_holding_index.h"

#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::name;

// The original deadlocks here; a hang is this test's failure.
TEST(SharedHoldingIndexTest, MergingWithItselfEndsAndChangesNothing) {
  SharedHoldingIndex index;
  index.announce({name("a"), key_of("k")});
  index.merge(index);
  EXPECT_EQ(index.holders_of(key_of("k")), std::vector{name("a")});
}

TEST(SharedHoldingIndexTest, TwoThreadsMergingTwoIndexesIntoEachOtherDoNotDeadlock) {
  SharedHoldingIndex one;
  SharedHoldingIndex other;
  const auto work = [](SharedHoldingIndex& mine, const SharedHoldingIndex& theirs, const char* self) {
    for (int i = 0; i < 2'000; ++i) {
      if (i % 20 == 0) mine.announce({name(self), key_of(std::to_string(i))});
      mine.merge(theirs);
    }
  };
  std::thread first([&] { work(one, other, "a"); });
  std::thread second([&] { work(other, one, "b"); });
  first.join();
  second.join();
  one.merge(other);
  other.merge(one);
  for (int i = 0; i < 2'000; i += 20) {
    EXPECT_EQ(one.holders_of(key_of(std::to_string(i))), (std::vector{name("a"), name("b")}));
    EXPECT_EQ(other.holders_of(key_of(std::to_string(i))), (std::vector{name("a"), name("b")}));
  }
}

}  // namespace
}  // namespace fleetsim::core
