// Distributions of spans in a scenario: what each kind means, how it is printed, what is refused and where.

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/distribution_text.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

using core::milliseconds;
using core::seconds;

ReadResult with_service(const std::string& service) {
  return read_scenario("fleetsim: 1\nname: t\ntime: { stop: 10s }\ntopology:\n  groups:\n" +
                           ("    - { name: a, compute: { service: " + service + " } }\n"),
                       "t.yaml");
}

std::vector<std::string> texts_of(const ReadResult& read) {
  std::vector<std::string> texts;
  for (const Finding& finding : read.findings) texts.push_back(finding.text());
  return texts;
}

struct KindCase {
  const char* name;
  const char* written;
  Distribution distribution;
  const char* printed;
};

class KindTest : public testing::TestWithParam<KindCase> {};

TEST_P(KindTest, IsReadAndPrintedAsTheSame) {
  const ReadResult read = with_service(GetParam().written);
  ASSERT_EQ(read.findings.size(), 0U) << read.findings.front().text();
  const Distribution& service = read.scenario.topology.groups.front().compute->service;
  EXPECT_EQ(service, GetParam().distribution);
  EXPECT_EQ(distribution_text(service), GetParam().printed);
  const ReadResult again = with_service(distribution_text(service));
  ASSERT_EQ(again.findings.size(), 0U);
  EXPECT_EQ(again.scenario.topology.groups.front().compute->service, service);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, KindTest,
    testing::Values(
        KindCase{"bare", "5ms", Constant{milliseconds(5)}, "5ms"},
        KindCase{"constant", "{ constant: 5ms }", Constant{milliseconds(5)}, "5ms"},
        KindCase{"uniform", "{ uniform: [1ms, 2ms] }", Uniform{milliseconds(1), milliseconds(2)},
                 "{ uniform: [1ms, 2ms] }"},
        KindCase{"exponential", "{ exponential: { min: 1ms, mean: 5ms } }",
                 Exponential{milliseconds(1), milliseconds(4)}, "{ exponential: { min: 1ms, mean: 5ms } }"},
        KindCase{"normal", "{ normal: { mean: 5ms, sd: 1ms } }", Normal{milliseconds(5), milliseconds(1)},
                 "{ normal: { mean: 5ms, sd: 1ms } }"},
        KindCase{"lognormal", "{ lognormal: { p50: 400ms, p99: 3s } }",
                 LogNormal(milliseconds(400), seconds(3)), "{ lognormal: { p50: 400ms, p99: 3s } }"},
        KindCase{"pareto", "{ pareto: { min: 1ms, shape: 1.16 } }", Pareto{milliseconds(1), {29, 25}},
                 "{ pareto: { min: 1ms, shape: 1.16, cap: none } }"},
        KindCase{"pareto_with_a_cap", "{ pareto: { min: 1ms, shape: 7/6, cap: 2s } }",
                 Pareto{milliseconds(1), {7, 6}, seconds(2)},
                 "{ pareto: { min: 1ms, shape: 7/6, cap: 2s } }"},
        KindCase{"pareto_without_a_cap", "{ pareto: { min: 1ms, shape: 2, cap: none } }",
                 Pareto{milliseconds(1), {2, 1}}, "{ pareto: { min: 1ms, shape: 2, cap: none } }"},
        KindCase{"weibull", "{ weibull: { scale: 10ms, shape: 0.70 } }", Weibull{milliseconds(10), {7, 10}},
                 "{ weibull: { scale: 10ms, shape: 0.7 } }"},
        KindCase{"bimodal", "{ bimodal: { fast: 1ms, slow: 90ms, slow_share: 0.2% } }",
                 Bimodal{milliseconds(1), milliseconds(90), {1, 500}},
                 "{ bimodal: { fast: 1ms, slow: 90ms, slow_share: 0.2% } }"},
        KindCase{"empirical", "{ empirical: [[0%, 1ms], [50%, 1ms], [0.5, 3ms], [1, 1s]] }",
                 Empirical({{{0, 1}, milliseconds(1)},
                            {{1, 2}, milliseconds(1)},
                            {{1, 2}, milliseconds(3)},
                            {{1, 1}, seconds(1)}}),
                 "{ empirical: [[0%, 1ms], [50%, 1ms], [50%, 3ms], [100%, 1s]] }"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ReadDistributionTest, MistakesAreFoundWhereTheyStand) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{}",
       "6:38: topology.groups[0].compute.service: not one distribution, expected one of constant, uniform, "
       "exponential, normal, lognormal, pareto, weibull, bimodal, empirical"},
      {"{ constant: 1s, normal: { mean: 1s, sd: 0s } }", "not one distribution"},
      {"{ gauss: { mean: 1s } }", "unknown key \"gauss\", expected one of"},
      {"{ log_normal: { p50: 1s, p99: 2s } }", "did you mean \"lognormal\"?"},
      {"{ preset: wan }", "key \"preset\" is not supported yet"},
      {"{ normal: 5ms }", "service.normal: \"5ms\", expected a map"},
      {"{ normal: { mean: 5ms } }", "service.normal: no key \"sd\""},
      {"{ normal: { mean: -5ms, sd: 1ms } }", "service.normal.mean: \"-5ms\" is negative"},
      {"{ normal: { mean: 5ms, sd: 31d } }", "service.normal.sd: \"31d\", expected at most 30d"},
      {"{ normal: { mean: 5ms, sd: 1ms, cut: 0s } }", "unknown key \"cut\""},
      {"{ lognormal: { p50: 0s, p99: 1s } }",
       "service.lognormal.p50: \"0s\", expected a duration longer than 0s"},
      {"{ lognormal: { p50: 2s, p99: 1s } }",
       "service.lognormal.p99: \"1s\" below \"p50\", expected at least 2s"},
      {"{ lognormal: { p50: 2s } }", "no key \"p99\""},
      {"{ pareto: { min: 0s, shape: 2 } }", "service.pareto.min: \"0s\", expected a duration longer than 0s"},
      {"{ pareto: { min: 1s } }", "no key \"shape\""},
      {"{ pareto: { min: 1s, shape: 0 } }",
       "service.pareto.shape: \"0\", expected a number such as 1.5 or 7/6, from 0.01 to 1000"},
      {"{ pareto: { min: 1s, shape: 1001 } }", "service.pareto.shape: \"1001\""},
      {"{ pareto: { min: 1s, shape: -2 } }", "service.pareto.shape: \"-2\" is negative"},
      {"{ pareto: { min: 1s, shape: 150% } }", "service.pareto.shape: \"150%\" is no number"},
      {"{ pareto: { min: 1s, shape: \"2\" } }", "service.pareto.shape: \"2\" in quotes"},
      {"{ pareto: { min: 1s, shape: [2] } }", "service.pareto.shape: a list"},
      {"{ pareto: { min: 1s, shape: 2, cap: 1ms } }",
       "service.pareto.cap: \"1ms\" below \"min\", expected at least 1s"},
      {"{ pareto: { min: 1s, shape: 2, cap: nil } }", "service.pareto.cap: \"nil\" is no duration"},
      {"{ weibull: { scale: 0s, shape: 1 } }", "service.weibull.scale: \"0s\""},
      {"{ weibull: { scale: 1s, shape: 1.x } }", "service.weibull.shape: \"1.x\" is no number"},
      {"{ bimodal: { fast: 2ms, slow: 1ms, slow_share: 1% } }",
       "service.bimodal.slow: \"1ms\" below \"fast\", expected at least 2ms"},
      {"{ bimodal: { fast: 1ms, slow: 2ms, slow_share: 101% } }",
       "service.bimodal.slow_share: \"101%\" is more than 100%"},
      {"{ bimodal: { fast: 1ms, slow: 2ms } }", "no key \"slow_share\""},
      {"{ empirical: [[0%, 1ms]] }",
       "service.empirical: a list of 1, expected 2 to 10000 points [share, value]"},
      {"{ empirical: { a: 1 } }", "service.empirical: a map, expected a list of [share, value]"},
      {"{ empirical: [[0%, 1ms], 5ms] }", "service.empirical[1]: \"5ms\", expected [share, value] such as"},
      {"{ empirical: [[0%, 1ms], [100%]] }", "service.empirical[1]: a list of 1, expected [share, value]"},
      {"{ empirical: [[0%, 1ms], [100%, 5]] }", "service.empirical[1][1]: \"5\" has no unit"},
      {"{ empirical: [[1%, 1ms], [100%, 2ms]] }", "service.empirical[0]: a first share above 0%"},
      {"{ empirical: [[0%, 1ms], [99%, 2ms]] }", "service.empirical[1]: a last share below 100%"},
      {"{ empirical: [[0%, 1ms], [60%, 2ms], [50%, 3ms], [100%, 4ms]] }",
       "service.empirical[2]: a share below the one before"},
      {"{ empirical: [[0%, 2ms], [100%, 1ms]] }", "service.empirical[1]: a value below the one before"},
  };
  for (const auto& [service, says] : cases) {
    const ReadResult read = with_service(service);
    EXPECT_THAT(texts_of(read), testing::Contains(testing::HasSubstr(says))) << service;
    EXPECT_EQ(read.findings.size(), 1U) << service;
  }
}

TEST(ReadDistributionTest, TooManyPointsAreRefusedBeforeTheyAreRead) {
  std::string list = "[0%, 0s]";
  for (int i = 0; i < 10'000; ++i) list += ", [x, y]";
  EXPECT_THAT(texts_of(with_service("{ empirical: [" + list + "] }")),
              testing::ElementsAre(testing::HasSubstr("a list of 10001, expected 2 to 10000 points")));
}

}  // namespace
}  // namespace fleetsim::sim
