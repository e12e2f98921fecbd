#include "core/base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

TEST(ResultTest, AValueIsTrueAndReadable) {
  const Result<std::string> result(std::string("seven"));
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, "seven");
  EXPECT_EQ(result->size(), 5u);
}

TEST(ResultTest, AnErrorIsFalseAndReadable) {
  const Result<int> result(Error::eval("no"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), Error::eval("no"));
}

TEST(ResultTest, ReadingTheValueOfAnErrorIsABugThatNamesTheError) {
  const Result<int> result(Error::eval("the cause"));
  try {
    (void)*result;
    FAIL() << "nothing was thrown";
  } catch (const BrokenInvariant& bug) {
    EXPECT_NE(std::string(bug.what()).find("the cause"), std::string::npos) << bug.what();
  }
}

TEST(ResultTest, ReadingTheErrorOfASuccessIsABug) {
  EXPECT_THROW((void)Result<int>(1).error(), BrokenInvariant);
  EXPECT_THROW((void)Result<void>().error(), BrokenInvariant);
}

TEST(ResultTest, AResultThatIsItselfAnErrorValueIsStillASuccess) {
  const Result<bool> no(false);
  EXPECT_TRUE(no.has_value());
  EXPECT_FALSE(*no);
}

TEST(ResultTest, AMoveOnlyValueCanBeTakenOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(ResultTest, ResultsOfEqualOutcomeAreEqual) {
  EXPECT_EQ(Result<int>(1), Result<int>(1));
  EXPECT_NE(Result<int>(1), Result<int>(Error::eval("no")));
  EXPECT_NE(Result<void>(), Result<void>(Error::eval("no")));
}

}  // namespace
}  // namespace fleetsim::core
