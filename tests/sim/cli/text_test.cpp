// What the program reads from single words: spans of time, colour, and how exit codes add up.

#include <limits>

#include <gtest/gtest.h>

#include "sim/cli/bad_input.h"
#include "sim/cli/color.h"
#include "sim/cli/duration_text.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/seed_range.h"

namespace fleetsim::tests {
namespace {

std::int64_t ns(const char* text) {
  return sim::parse_duration("--until", text).ns;
}

TEST(DurationTextTest, IsExactInEveryUnit) {
  EXPECT_EQ(ns("0s"), 0);
  EXPECT_EQ(ns("7ns"), 7);
  EXPECT_EQ(ns("1.5us"), 1'500);
  EXPECT_EQ(ns("250ms"), 250'000'000);
  EXPECT_EQ(ns("4.2s"), 4'200'000'000);
  EXPECT_EQ(ns("0.000000001s"), 1);
  EXPECT_EQ(ns("0.50min"), 30'000'000'000);
  EXPECT_EQ(ns("2h"), 7'200'000'000'000);
  EXPECT_EQ(ns("1d"), 86'400'000'000'000);
}

TEST(DurationTextTest, RefusesWhatItCannotHold) {
  for (const char* text :
       {"", "s", "4", "-1s", "+1s", "1 s", "1.s", ".5s", "1..2s", "1.2.3s", "1e3s", "4 parsecs", "4S",
        "0.5ns", "0.0000000001s", "9223372036.854775808s", "99999999999999999999ns", "106752d", "1s "})
    EXPECT_THROW(ns(text), sim::BadInput) << text;
}

TEST(SeedRangeTest, CountsTheWholeRangeWithoutOverflow) {
  EXPECT_EQ((sim::SeedRange{1, 200}.count()), 200u);
  EXPECT_EQ((sim::SeedRange{7, 7}.count()), 1u);
  EXPECT_EQ((sim::SeedRange{0, UINT64_MAX}.count()), UINT64_MAX);
}

TEST(ColorTest, TheFlagBeatsTheEnvironmentWhichBeatsTheTerminal) {
  using enum sim::ColorMode;
  EXPECT_TRUE(sim::use_color(automatic, {}, true));
  EXPECT_FALSE(sim::use_color(automatic, {}, false));
  EXPECT_TRUE(sim::use_color(always, {.no_color = "1"}, false));
  EXPECT_FALSE(sim::use_color(never, {.clicolor_force = "1"}, true));
  EXPECT_FALSE(sim::use_color(automatic, {.no_color = "1", .clicolor_force = "1"}, true));
  EXPECT_TRUE(sim::use_color(automatic, {.no_color = ""}, true));
  EXPECT_TRUE(sim::use_color(automatic, {.clicolor_force = "1", .clicolor = "0"}, false));
  EXPECT_FALSE(sim::use_color(automatic, {.clicolor = "0"}, true));
}

TEST(ProgressTest, IsForATerminalThatIsNotACiSystems) {
  EXPECT_TRUE(sim::use_progress({}, true));
  EXPECT_FALSE(sim::use_progress({}, false));
  EXPECT_FALSE(sim::use_progress({.ci = "true"}, true));
}

TEST(ExitCodeTest, TheGraverCodeWins) {
  const int from_light_to_grave[] = {0, 3, 1, 4, 70};
  for (std::size_t i = 0; i < std::size(from_light_to_grave); ++i)
    for (std::size_t k = i; k < std::size(from_light_to_grave); ++k) {
      EXPECT_EQ(sim::graver_exit(from_light_to_grave[i], from_light_to_grave[k]), from_light_to_grave[k]);
      EXPECT_EQ(sim::graver_exit(from_light_to_grave[k], from_light_to_grave[i]), from_light_to_grave[k]);
    }
  EXPECT_EQ(sim::graver_exit(4, 99), 99);
}

}  // namespace
}  // namespace fleetsim::tests
