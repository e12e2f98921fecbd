#include "core/base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

TEST(Utf8Test, TheFirstAndLastCharacterOfEveryLengthAreWellFormed) {
  for (const std::string& text :
       {std::string("\0", 1), std::string("\x7F"), std::string("\xC2\x80"), std::string("\xDF\xBF"),
        std::string("\xE0\xA0\x80"), std::string("\xED\x9F\xBF"), std::string("\xEE\x80\x80"),
        std::string("\xEF\xBF\xBF"), std::string("\xF0\x90\x80\x80"), std::string("\xF4\x8F\xBF\xBF"),
        std::string()}) {
    EXPECT_TRUE(is_utf8(text));
    EXPECT_TRUE(is_utf8("a" + text + "b"));
  }
}

TEST(Utf8Test, OverlongSurrogateTooLargeCutAndStrayFormsAreNot) {
  for (const char* text : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF",
                           "\xE0\xA0", "\xED\xA0\x80", "\xED\xBF\xBF", "\xE1\x80\x41", "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xF0\x90\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

}  // namespace
}  // namespace fleetsim::core
