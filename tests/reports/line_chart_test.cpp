#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/line_chart.h"

namespace fleetsim::reports {
namespace {

using testing::HasSubstr;

LineChart chart() {
  return {.title = "Share <of> all",
          .x = "s",
          .y = "%",
          .lines = {{"measured & told", {{0, 0}, {10, 50}}, {{{0, 0}, {0, 0}}, {{10, 40}, {10, 60}}}},
                    {"theory", {{0, 0}, {5, 100}, {10, 100}}, {}}}};
}

std::string svg_of(const LineChart& chart) {
  std::ostringstream out;
  write_svg(chart, out);
  return out.str();
}

TEST(LineChartTest, EveryPointIsWhereItsValuesSay) {
  const std::string svg = svg_of(chart());
  EXPECT_THAT(svg, HasSubstr("<polyline class=\"l0\" points=\"64.0,384.0 744.0,214.0 \"/>"));
  EXPECT_THAT(svg, HasSubstr("<polyline class=\"l1\" points=\"64.0,384.0 404.0,44.0 744.0,44.0 \"/>"));
  EXPECT_THAT(svg, HasSubstr("<polygon class=\"b0\" points=\"64.0,384.0 744.0,248.0 744.0,180.0 64.0,384.0 \"/>"));
}

TEST(LineChartTest, NamesAreTextAndSaidToScreenReaders) {
  const std::string svg = svg_of(chart());
  EXPECT_THAT(svg, HasSubstr("<title id=\"t\">Share &lt;of&gt; all</title>"));
  EXPECT_THAT(svg, HasSubstr("measured &amp; told; theory</desc>"));
  EXPECT_THAT(svg, HasSubstr(">measured &amp; told</text>"));
  EXPECT_THAT(svg, testing::Not(HasSubstr("<script")));
}

TEST(LineChartTest, TheSameChartMakesTheSameBytes) { EXPECT_EQ(svg_of(chart()), svg_of(chart())); }

}  // namespace
}  // namespace fleetsim::reports
