#include "sim/cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::tests {
namespace {

using sim::Arguments;
using testing::ElementsAre;
using testing::HasSubstr;

sim::Arguments parse(std::vector<std::string> words) {
  const sim::ParsedArguments parsed = sim::parse_arguments(std::move(words));
  EXPECT_TRUE(parsed.arguments.has_value()) << parsed.err;
  return parsed.arguments.value_or(sim::Arguments{});
}

TEST(ArgumentsTest, RunTakesItsOptions) {
  const Arguments a =
      parse({"run", "x.yaml", "dir", "--seeds", "1..200", "--jobs", "2", "--set", "a.b=1", "--set",
             "c=[x, y]", "--threads", "3", "--verify", "--json", "-", "--junit", "j.xml", "--color", "never"});
  EXPECT_EQ(a.command, Arguments::Command::run);
  EXPECT_THAT(a.scenarios, ElementsAre("x.yaml", "dir"));
  EXPECT_EQ(a.seeds, (sim::SeedRange{1, 200}));
  EXPECT_EQ(a.jobs, 2u);
  EXPECT_EQ(a.threads, 3u);
  ASSERT_EQ(a.overrides.size(), 2u);
  EXPECT_EQ(a.overrides[0].path, "a.b");
  EXPECT_EQ(a.overrides[0].value, "1");
  EXPECT_EQ(a.overrides[1].value, "[x, y]");
  EXPECT_TRUE(a.verify);
  EXPECT_EQ(a.json, "-");
  EXPECT_EQ(a.junit, "j.xml");
  EXPECT_EQ(a.trace, std::nullopt);
  EXPECT_EQ(a.color, sim::ColorMode::never);
  EXPECT_EQ(a.replay_arguments, "--set a.b=1 --set 'c=[x, y]'");
}

TEST(ArgumentsTest, WithoutSeedsTheFileDecides) {
  EXPECT_EQ(parse({"run", "x.yaml"}).seeds, std::nullopt);
}

TEST(ArgumentsTest, OneSeedIsARangeOfOne) {
  EXPECT_EQ(parse({"run", "x.yaml", "--seed", "18446744073709551615"}).seeds,
            (sim::SeedRange{UINT64_MAX, UINT64_MAX}));
  EXPECT_EQ(parse({"run", "x.yaml", "--seeds=7"}).seeds, (sim::SeedRange{7, 7}));
}

TEST(ArgumentsTest, AValueAfterSetIsNotASecondOverride) {
  EXPECT_THAT(parse({"run", "--set", "a=1", "x.yaml"}).scenarios, ElementsAre("x.yaml"));
}

TEST(ArgumentsTest, ReplayTakesAnInstantAndRepeatsItInTheReplayLine) {
  const Arguments a = parse({"replay", "x.yaml", "--seed", "7", "--until", "4.2s", "--set", "a=1"});
  EXPECT_EQ(a.command, Arguments::Command::replay);
  EXPECT_EQ(a.until, core::milliseconds(4'200));
  EXPECT_EQ(a.replay_arguments, "--set a=1 --until 4.2s");
}

TEST(ArgumentsTest, CheckAndListTakeTheirs) {
  EXPECT_TRUE(parse({"check", "x.yaml", "--expand"}).expand);
  EXPECT_EQ(parse({"list"}).directory, "scenarios");
  EXPECT_EQ(parse({"list", "elsewhere"}).directory, "elsewhere");
}

TEST(ArgumentsTest, HelpAndVersionAreNoErrors) {
  const sim::ParsedArguments version = sim::parse_arguments({"--version"});
  EXPECT_EQ(version.exit, 0);
  EXPECT_THAT(version.out, testing::MatchesRegex("fleetsim [0-9]+\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_THAT(sim::parse_arguments({"--help"}).out, HasSubstr("Exit codes:"));
  EXPECT_THAT(sim::parse_arguments({"run", "--help"}).out, HasSubstr("--seeds"));
}

struct Refusal {
  const char* name;
  std::vector<std::string> words;
  const char* message;
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class RefusalTest : public testing::TestWithParam<Refusal> {};

TEST_P(RefusalTest, IsExitTwoWithAMessage) {
  const sim::ParsedArguments parsed = sim::parse_arguments(GetParam().words);
  EXPECT_FALSE(parsed.arguments.has_value());
  EXPECT_EQ(parsed.exit, 2);
  EXPECT_EQ(parsed.out, "");
  EXPECT_THAT(parsed.err, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Words, RefusalTest,
    testing::Values(
        Refusal{"nothing", {}, "subcommand"},
        Refusal{"unknown_command",
                {"fly", "x.yaml"},
                "unknown command \"fly\", expected run, replay, check, list, branch, bench, diff, node or ask"},
        Refusal{"unknown_option", {"run", "x.yaml", "--sede", "1"}, "--sede"},
        Refusal{"no_scenario", {"run"}, "scenarios"},
        Refusal{"negative_seed", {"run", "x.yaml", "--seed", "-1"}, "never negative"},
        Refusal{"seed_with_letters", {"run", "x.yaml", "--seed", "7x"}, "not a whole number"},
        Refusal{"seed_empty", {"run", "x.yaml", "--seed", ""}, "must not be empty"},
        Refusal{"seed_too_large", {"run", "x.yaml", "--seed", "18446744073709551616"}, "too large"},
        Refusal{"range_as_seed", {"run", "x.yaml", "--seed", "1..2"}, "not a whole number"},
        Refusal{"range_backwards", {"run", "x.yaml", "--seeds", "5..4"}, "empty"},
        Refusal{"range_open", {"run", "x.yaml", "--seeds", "5.."}, "not a whole number"},
        Refusal{"range_three", {"run", "x.yaml", "--seeds", "1..2..3"}, "not a whole number"},
        Refusal{"range_negative", {"run", "x.yaml", "--seeds", "-5..4"}, "never negative"},
        Refusal{"range_overflow", {"run", "x.yaml", "--seeds", "1..99999999999999999999"}, "too large"},
        Refusal{"seed_and_seeds", {"run", "x.yaml", "--seed", "1", "--seeds", "1..2"}, "--seed"},
        Refusal{"jobs_zero", {"run", "x.yaml", "--jobs", "0"}, "expected 1 to 1024"},
        Refusal{"jobs_negative", {"run", "x.yaml", "--jobs", "-1"}, "expected 1 to 1024"},
        Refusal{"threads_zero", {"run", "x.yaml", "--threads", "0"}, "--threads 0: not a number of threads, expected 1 to 1024"},
        Refusal{"threads_for_a_trace", {"run", "x.yaml", "--threads", "2", "--trace", "t"}, "--threads"},
        Refusal{"threads_for_snapshots",
                {"run", "x.yaml", "--threads", "2", "--snapshot-every", "1s", "--snapshots", "d"},
                "--threads"},
        Refusal{"set_without_equals", {"run", "x.yaml", "--set", "a"}, "expected path=value"},
        Refusal{"set_without_path", {"run", "x.yaml", "--set", "=1"}, "expected path=value"},
        Refusal{
            "two_documents_on_stdout", {"run", "x.yaml", "--json", "-", "--junit", "-"}, "standard output"},
        Refusal{"two_documents_in_one_file",
                {"run", "x.yaml", "--json", "f", "--junit", "f"},
                "two documents for f"},
        Refusal{"color", {"run", "x.yaml", "--color", "pink"}, "expected auto, always or never"},
        Refusal{"replay_without_seed", {"replay", "x.yaml"}, "--seed"},
        Refusal{"replay_of_two", {"replay", "x.yaml", "y.yaml", "--seed", "1"}, "At Most 1 required"},
        Refusal{"until_without_unit", {"replay", "x.yaml", "--seed", "1", "--until", "4"}, "has no unit"},
        Refusal{"snapshots_without_how_often", {"run", "x.yaml", "--snapshots", "d"}, "--snapshot-every"},
        Refusal{"snapshots_nowhere", {"run", "x.yaml", "--snapshot-every", "1s"}, "--snapshots"},
        Refusal{"snapshots_all_the_time",
                {"run", "x.yaml", "--snapshot-every", "0s", "--snapshots", "d"},
                "--snapshot-every 0s: no time, expected some"},
        Refusal{"snapshots_of_verified_runs",
                {"run", "x.yaml", "--snapshot-every", "1s", "--snapshots", "d", "--verify"},
                "--verify"},
        Refusal{"bench_of_nothing", {"bench", "speed"}, "bench speed: expected gossip or spread"},
        Refusal{"bench_spread_of_facts", {"bench", "spread", "--facts", "5"}, "--facts: only with bench gossip"},
        Refusal{"bench_spread_of_strategies", {"bench", "spread", "--strategies", "full"}, "--strategies: only with bench gossip"},
        Refusal{"bench_gossip_as_a_picture", {"bench", "gossip", "--svg", "f.svg"}, "--svg: only with bench spread"},
        Refusal{"bench_two_sizes_in_one_picture",
                {"bench", "spread", "--nodes", "10,20", "--svg", "f.svg"},
                "--svg: one picture shows one size"},
        Refusal{"bench_of_a_lonely_node", {"bench", "spread", "--nodes", "1"}, "--nodes 1: expected whole numbers from 2"},
        Refusal{"a_seed_without_expand", {"check", "x.yaml", "--seed", "1"}, "--expand"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace fleetsim::tests
