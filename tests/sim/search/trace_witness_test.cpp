#include "sim/search/trace_witness.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "sim/run/divergence.h"
#include "sim/run/live_witness.h"
#include "sim/search/by_text.h"
#include "sim/search/testify.h"
#include "sim/search/witness_failed.h"
#include "tests/support/scenario_text.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::sim {
namespace {

class TraceWitnessTest : public testing::Test {
 protected:
  LiveWitness live(std::uint64_t seed, TraceLine trace = {}) const {
    return LiveWitness(scenario_, seed, core::Instant{} + scenario_->stop, std::move(trace));
  }

  /// Saves the trace of a seed; as many lines as are wanted.
  std::string traced(std::uint64_t seed, std::size_t lines_max = SIZE_MAX) {
    std::string text;
    std::size_t lines = 0;
    LiveWitness run = live(seed, [&](const std::string& line) {
      if (lines++ < lines_max) text += line + "\n";
    });
    while (!run.next().over) continue;
    return directory_.write(std::to_string(seed) + "-" + std::to_string(lines_max) + ".trace", text);
  }

  tests::TemporaryDirectory directory_;
  // Long enough for several blocks.
  std::shared_ptr<const Scenario> scenario_ =
      std::make_shared<const Scenario>(tests::shipped_scenario("smoke/lossy_links_still_converge.yaml"));
};

TEST_F(TraceWitnessTest, ATraceAndTheRunThatWroteItAreTheSame) {
  TraceWitness trace(traced(5));
  LiveWitness run = live(5);
  ByText by_text(run);
  EXPECT_FALSE(first_divergence(trace, by_text).has_value());
  EXPECT_GT(run.run().fingerprint().facts(), 1000U);
}

TEST_F(TraceWitnessTest, TwoTracesPartWhereTheirRunsDo) {
  TraceWitness a(traced(5));
  TraceWitness b(traced(6));
  LiveWitness run_a = live(5);
  LiveWitness run_b = live(6);
  const std::optional<Divergence> by_traces = first_divergence(a, b);
  const std::optional<Divergence> by_runs = first_divergence(run_a, run_b);
  ASSERT_TRUE(by_traces && by_runs);
  EXPECT_EQ(by_traces->fact, by_runs->fact);
  EXPECT_EQ(by_traces->a.fact, by_runs->a.fact);
  EXPECT_EQ(by_traces->b.fact, by_runs->b.fact);
  EXPECT_EQ(by_traces->a.causes, by_runs->a.causes);
  EXPECT_EQ(by_traces->b.causes, by_runs->b.causes);
  EXPECT_FALSE(by_traces->a.causes.empty());
}

TEST_F(TraceWitnessTest, ATraceThatWasCutEndsEarlier) {
  TraceWitness whole(traced(5));
  TraceWitness cut(traced(5, 200));
  const std::optional<Divergence> divergence = first_divergence(whole, cut);
  ASSERT_TRUE(divergence);
  EXPECT_EQ(divergence->b.fact, "(end of run)");
}

TEST_F(TraceWitnessTest, WhatIsNoTraceIsRefusedWithItsPlace) {
  EXPECT_THROW(TraceWitness(directory_.path() + "/none"), WitnessFailed);
  TraceWitness junk(directory_.write("junk", "0.000000000 a up\njunk\n"));
  try {
    junk.next();
    FAIL() << "junk was taken for a trace";
  } catch (const WitnessFailed& failed) {
    EXPECT_NE(std::string(failed.what()).find("at byte 17"), std::string::npos) << failed.what();
  }
  TraceWitness skipping(directory_.write("skipping", "0.000000000 event 2 by 1: something\n"));
  EXPECT_THROW(skipping.next(), WitnessFailed);
}

TEST_F(TraceWitnessTest, TestimonyIsWhatTheWitnessSays) {
  LiveWitness told = live(5);
  LiveWitness known = live(5);
  std::istringstream asked("next\nblock\ncauses 3\nsing\n");
  std::ostringstream said;
  testify(told, asked, said);
  std::istringstream lines(said.str());
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, kTestimonyGreeting);
  const Witness::Mark mark = known.next();
  std::getline(lines, line);
  EXPECT_EQ(line, "mark " + core::to_hex(core::ByteView(mark.state)) + " " + std::to_string(mark.facts) +
                      (mark.over ? " over" : " more"));
  std::getline(lines, line);
  const std::vector<Witness::Testimony> block = known.last_block();
  ASSERT_EQ(line, "lines " + std::to_string(block.size()));
  for (const Witness::Testimony& testimony : block) {
    std::getline(lines, line);
    EXPECT_EQ(line, std::to_string(testimony.event) + " " + core::to_hex(core::ByteView(testimony.hash)) +
                        " " + testimony.text);
  }
  const std::vector<std::string> causes = known.causes(3);
  std::getline(lines, line);
  ASSERT_EQ(line, "lines " + std::to_string(causes.size()));
  for (const std::string& cause : causes) {
    std::getline(lines, line);
    EXPECT_EQ(line, cause);
  }
  std::getline(lines, line);
  EXPECT_TRUE(line.starts_with("refused \"sing\"")) << line;
}

}  // namespace
}  // namespace fleetsim::sim
