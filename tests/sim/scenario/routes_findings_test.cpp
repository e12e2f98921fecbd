// Mistakes in explicit routing.

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/support/bad_scenario.h"

namespace fleetsim::sim {
namespace {

struct Mistake {
  const char* name;
  const char* lookup;
  const char* says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class RoutesMistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(RoutesMistakeTest, IsOneFindingOnItsLine) {
  const ReadResult read = read_scenario(
      tests::scenario_with(std::string("fabric: { lookup: ") + GetParam().lookup + " }"), "t.yaml");
  ASSERT_EQ(read.findings.size(), 1u);
  EXPECT_EQ(read.findings[0].place.line, 8);
  EXPECT_NE(read.findings[0].text().find(GetParam().says), std::string::npos) << read.findings[0].text();
}

INSTANTIATE_TEST_SUITE_P(
    Routes, RoutesMistakeTest,
    testing::Values(Mistake{"no_table", "{ routing: static }", "routes"},
                    Mistake{"unknown_routing", "{ routing: magic }", "one of content, static"},
                    Mistake{"no_hops", "{ routing: static, routes: [{ capability: x }] }", "to"},
                    Mistake{"empty_hops", "{ routing: static, routes: [{ to: [] }] }", "at least one node"},
                    Mistake{"unknown_hop", "{ routing: static, routes: [{ to: [nobody] }] }", "nobody"},
                    Mistake{"one_end", "{ routes: [{ keys: [\"0\"], to: [a] }] }", "a list of 1"},
                    Mistake{"no_digits", "{ routes: [{ keys: [\"x\", \"y\"], to: [a] }] }", "hexadecimal"},
                    Mistake{"backwards", "{ routes: [{ keys: [\"2\", \"1\"], to: [a] }] }", "are none"},
                    Mistake{"unknown_key", "{ routes: [{ to: [a], via: b }] }", "via"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::sim
