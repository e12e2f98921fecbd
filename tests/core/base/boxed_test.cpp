#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/base/boxed.h"

namespace fleetsim::core {
namespace {

TEST(BoxedTest, ACopyHasAValueOfItsOwn) {
  Boxed<std::string> box(std::string("one"));
  Boxed<std::string> copy = box;
  *copy = "two";
  EXPECT_EQ(*box, "one");
  EXPECT_EQ(*copy, "two");
  box = copy;
  copy->append("!");
  EXPECT_EQ(*box, "two");
  const Boxed<std::string> taken = std::move(copy);
  EXPECT_EQ(*taken, "two!");
}

TEST(BoxedTest, AnEmptyOneIsAPointerAndNothingElse) {
  Boxed<std::string> box;
  EXPECT_FALSE(box);
  EXPECT_EQ(sizeof box, sizeof(void*));
  const Boxed<std::string> copy = box;
  EXPECT_FALSE(copy);
  box = Boxed(std::string("there"));
  EXPECT_TRUE(box);
  box.reset();
  EXPECT_FALSE(box);
}

TEST(BoxedTest, AnEmptyOneIsNotLookedInto) {
  const Boxed<std::string> box;
  EXPECT_ANY_THROW(static_cast<void>(box->size()));
}

}  // namespace
}  // namespace fleetsim::core
