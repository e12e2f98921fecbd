// A run on several threads is the run on one: same fingerprint, same report, byte for byte.

#include "sim/run/windows.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/check.h"
#include "reports/json_lines.h"
#include "sim/run/run.h"
#include "sim/world/division.h"
#include "tests/support/random_scenario.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using testing::HasSubstr;

std::string report_of(const Scenario& scenario, std::uint64_t seed, unsigned threads, RunOptions options = {}) {
  options.threads = threads;
  RunRecord record = run_once(scenario, seed, options);
  record.wall_s = 0;
  std::ostringstream out;
  reports::write_json_line(out, record);
  return out.str();
}

void expect_same_on_threads(const Scenario& scenario, std::uint64_t seed, const std::string& which) {
  const std::string expected = report_of(scenario, seed, 1);
  for (const unsigned threads : {2U, 3U, 5U})
    EXPECT_EQ(report_of(scenario, seed, threads), expected) << which << " seed " << seed << " on " << threads << " threads";
}

class ShippedOnThreadsTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedOnThreadsTest, TheReportIsThatOfOneThread) {
  const Scenario scenario = tests::shipped_scenario(GetParam());
  for (std::size_t i = 0; i < std::min<std::size_t>(3, scenario.seeds.size()); ++i)
    expect_same_on_threads(scenario, scenario.seeds[i], GetParam());
}

// However little there is to do: what the thread sanitizer is to see.
TEST_P(ShippedOnThreadsTest, NoWindowIsTooSmallForThreads) {
  const auto scenario = std::make_shared<const Scenario>(tests::shipped_scenario(GetParam()));
  const std::uint64_t seed = scenario->seeds.front();
  const Division division = divide(*scenario, 3);
  if (division.is_whole()) return;
  LiveRun run(scenario, seed, division);
  ASSERT_TRUE(Windows(run, 3, 0).go_on(core::Instant{} + scenario->stop)) << "comes to its limit of events";
  EXPECT_EQ(run.record().fingerprint, run_once(*scenario, seed, {}).fingerprint);
}

std::vector<std::string> all_scenarios() {
  std::vector<std::string> all = tests::shipped_scenarios();
  for (const auto& entry : std::filesystem::directory_iterator(tests::source_dir() + "/scenarios/planted"))
    if (entry.path().extension() == ".yaml") all.push_back("planted/" + entry.path().filename().string());
  std::ranges::sort(all);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ShippedOnThreadsTest, testing::ValuesIn(all_scenarios()), [](const auto& row) {
  std::string name = row.param;
  std::ranges::replace_if(name, [](char c) { return c == '/' || c == '.'; }, '_');
  return name;
});

TEST(WindowsTest, MostShippedScenariosAreDivided) {
  const std::vector<std::string> files = all_scenarios();
  const auto divided = std::ranges::count_if(
      files, [](const std::string& file) { return !divide(tests::shipped_scenario(file), 2).is_whole(); });
  EXPECT_GT(4 * static_cast<std::size_t>(divided), 3 * files.size());
}

TEST(WindowsTest, DrawnWorldsAreTheSameOnThreads) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    expect_same_on_threads(tests::random_scenario(seed), seed, "drawn " + std::to_string(seed));
}

TEST(WindowsTest, ARunThatIsCutShortIsTheSame) {
  const Scenario scenario = tests::shipped_scenario("faults/a_fleet_outlives_churn.yaml");
  for (const std::int64_t ms : {0, 1, 1'000, 17'345, 90'000}) {
    RunOptions options;
    options.until = core::milliseconds(ms);
    EXPECT_EQ(report_of(scenario, 1, 2, options), report_of(scenario, 1, 1, options)) << ms;
  }
}

TEST(WindowsTest, ALimitOfEventsWithinAWindowIsSaidAsOnOneThread) {
  Scenario scenario = tests::shipped_scenario("smoke/lossy_links_still_converge.yaml");
  for (const std::uint64_t limit : {1U, 2U, 77U, 400U}) {
    scenario.events_max = limit;
    expect_same_on_threads(scenario, 1, "limit " + std::to_string(limit));
  }
}

TEST(WindowsTest, VerifyComparesWithARunOnOneThread) {
  const Scenario scenario = tests::shipped_scenario("faults/gossip/a_broken_tree_mends_itself.yaml");
  RunOptions options;
  options.threads = 2;
  options.verify = true;
  EXPECT_EQ(run_once(scenario, 1, options).exit, kExitPass);
  // A run on one thread that has another future from some event on.
  options.disturb = [](LiveRun& run) {
    if (run.world().events() == 5'000) run.reseed(1);
    return false;
  };
  LiveRun until(std::make_shared<const Scenario>(scenario), 1);
  while (until.world().events() < 5'000 && until.step(core::kNever)) continue;
  const std::uint64_t agreed = until.fingerprint().facts() / Fingerprint::kInterval * Fingerprint::kInterval;
  const RunRecord record = run_once(scenario, 1, options);
  EXPECT_EQ(record.exit, kExitDiverged);
  EXPECT_THAT(record.error, HasSubstr("a run on 2 threads differs from one on one thread, first within facts " +
                                      std::to_string(agreed) + " to "));
}

// Two nodes, one millisecond apart, that gossip.
Scenario pair() {
  return tests::scenario_of(R"(
fleetsim: 1
name: pair
time: { stop: 10s }
topology:
  groups: [{ name: a, count: 2 }]
  links: [{ from: { group: a }, to: { group: a }, latency: 1ms }]
content: { items: [{ id: x }] }
preload: [{ holder: { node: a-0 }, content: x }]
)");
}

// Planted: windows that are a nanosecond too long let a message come to a part that has gone past it already.
TEST(WindowsTest, ALookaheadOfOneNanosecondTooMuchIsNoticed) {
  const auto scenario = std::make_shared<const Scenario>(pair());
  const auto run_with = [&](core::Duration more) {
    Division division = divide(*scenario, 2);
    EXPECT_EQ(division.lookahead, core::milliseconds(1));
    division.lookahead = division.lookahead + more;
    LiveRun run(scenario, 1, division);
    EXPECT_TRUE(Windows(run, 2).go_on(core::Instant{} + scenario->stop));
    return run.record().fingerprint;
  };
  EXPECT_EQ(run_with({0}), run_once(*scenario, 1, {}).fingerprint);
  try {
    run_with({1});
    ADD_FAILURE() << "nobody noticed";
  } catch (const core::BrokenInvariant& broken) {
    EXPECT_THAT(broken.what(), HasSubstr("would have arrived already"));
  }
}

// Planted: facts put together part by part, not in the order of their events.
TEST(WindowsTest, FactsPartByPartAreAnotherRun) {
  const auto scenario = std::make_shared<const Scenario>(tests::scenario_of(R"(
fleetsim: 1
name: twenty
time: { stop: 10s }
topology:
  groups: [{ name: a, count: 20 }]
  links: [{ from: { group: a }, to: { group: a }, latency: 40ms }]
content: { items: [{ id: x }] }
preload: [{ holder: { node: a-0 }, content: x }]
)"));
  World world(scenario, 1, divide(*scenario, 2));
  Fingerprint by_part;
  Fingerprint by_event;
  std::vector<Fact> facts;
  const auto add = [&] {
    for (const Fact& fact : facts) {
      by_part.add(fact, world.fact_table());
      by_event.add(fact, world.fact_table());
    }
    facts.clear();
  };
  world.start(facts);
  add();
  std::vector<Part>& parts = world.parts();
  std::vector<PartLog> logs(2);
  core::Instant done;
  while (done < core::Instant{} + core::seconds(5)) {
    const core::Instant next = std::min(parts[0].next_at(), parts[1].next_at());
    if (world.plan_at() <= next) {
      world.step_plan(facts);
      add();
      continue;
    }
    done = std::min(next + world.division().lookahead, world.plan_at());
    for (PartId part = 0; part < 2; ++part) {
      logs[part].clear();
      while (!parts[part].idle() && parts[part].next_at() < done) {
        const EventKey key = parts[part].step(logs[part].facts());
        logs[part].note(key);
      }
    }
    for (PartId part = 0; part < 2; ++part) {
      world.hand_over(part, done);
      for (Fact fact : logs[part].facts()) {
        world.translate(fact);
        by_part.add(fact, world.fact_table());
      }
    }
    PartLog::merge(logs, [&](Fact& fact) {
      world.translate(fact);
      by_event.add(fact, world.fact_table());
    });
  }
  Fingerprint whole;
  World undivided(scenario, 1);
  undivided.start(facts);
  while (undivided.step(done - core::Duration{1}, facts)) continue;
  for (const Fact& fact : facts) whole.add(fact, undivided.fact_table());
  EXPECT_EQ(by_event.text(), whole.text());
  EXPECT_NE(by_part.text(), whole.text());
  EXPECT_EQ(by_part.facts(), whole.facts());
}

}  // namespace
}  // namespace fleetsim::sim
