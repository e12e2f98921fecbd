#include "core/base/error.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

struct Rendering {
  const char* name;
  ErrorKind kind;
  const char* text;
};

class ErrorTextTest : public testing::TestWithParam<Rendering> {};

TEST_P(ErrorTextTest, IsTheOneOfTheContract) {
  EXPECT_EQ((Error{GetParam().kind, ErrorCode::general, "one", "two"}).text(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ErrorTextTest,
    testing::Values(
        Rendering{"eval", ErrorKind::eval, "evaluation error: one"},
        Rendering{"type_mismatch", ErrorKind::type_mismatch, "type mismatch: expected one, found two"},
        Rendering{"capability_denied", ErrorKind::capability_denied, "capability denied: one"},
        Rendering{"trust_denied", ErrorKind::trust_denied, "trust denied: one is not allowed for two"},
        Rendering{"codec", ErrorKind::codec, "codec error in one: two"},
        Rendering{"wrong_shape", ErrorKind::wrong_shape, "wrong shape: expected one"},
        Rendering{"poisoned_lock", ErrorKind::poisoned_lock, "poisoned lock: one"},
        Rendering{"host", ErrorKind::host, "host error: one"},
        Rendering{"unknown_symbol", ErrorKind::unknown_symbol, "unknown symbol one"},
        Rendering{"lib", ErrorKind::lib, "lib error: one"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ErrorTest, EveryKindAndCodeHasALabelOfItsOwn) {
  std::set<std::string> kinds;
  std::set<std::string> codes;
  for (std::uint8_t kind = 0; kind < kErrorKinds; ++kind)
    kinds.insert(to_string(static_cast<ErrorKind>(kind)));
  for (std::uint8_t code = 0; code < kErrorCodes; ++code)
    codes.insert(to_string(static_cast<ErrorCode>(code)));
  EXPECT_EQ(kinds.size(), kErrorKinds);
  EXPECT_EQ(codes.size(), kErrorCodes);
}

TEST(ErrorTest, AKindThatIsNoneIsABug) {
  EXPECT_THROW((void)(Error{static_cast<ErrorKind>(kErrorKinds), {}, {}, {}}).text(), BrokenInvariant);
}

TEST(ErrorTest, TheCodeTakesPartInEquality) {
  EXPECT_NE(Error::eval("a", ErrorCode::not_held), Error::eval("a", ErrorCode::no_holder));
  EXPECT_EQ(Error::eval("a", ErrorCode::not_held).text(), Error::eval("a", ErrorCode::no_holder).text());
}

}  // namespace
}  // namespace fleetsim::core
