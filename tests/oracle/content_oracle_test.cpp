// Who asks at random becomes a holder at random: copies, local hits and computations have known means.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/oracle/each_fact.h"
#include "tests/oracle/measured.h"
#include "tests/oracle/poisson.h"
#include "tests/oracle/theory.h"
#include "tests/support/scenario_text.h"
#include "tests/support/world_facts.h"

namespace fleetsim::tests {
namespace {

constexpr std::size_t kNodes = 20;
constexpr int kContents = 60;
constexpr double kRate = 100;  // requests a second, of the whole fleet
constexpr double kEnd = 5;
constexpr int kSeeds = 60;

/// Twenty nodes that ask and a home that computes at once; a microsecond between any two of them. Gossip has
/// time to tell everybody everything after the last request.
sim::Scenario fleet_scenario() {
  return scenario_of(fmt::format(R"(
fleetsim: 1
name: content
time: {{ stop: 40s }}
topology:
  groups:
    - {{ name: edge, count: {}, labels: [all], store: {{ append: 1us, sync: 1us }} }}
    - {{ name: home, labels: [all], store: {{ append: 1us, sync: 1us }}, compute: {{ slots: 1000, service: 0s }} }}
  links:
    - {{ from: {{ label: all }}, to: {{ label: all }}, latency: 1us }}
fabric: {{ gossip: {{ strategy: full, interval: 1s, fanout: 2 }}, lookup: {{ probes: all }} }}
content: {{ catalog: {{ size: {}, expr: "content {{i}}" }} }}
)",
                                 kNodes, kContents));
}

TEST(ContentOracleTest, CopiesHitsAndComputationsAreThoseOfIndependentRequests) {
  const sim::Scenario empty = fleet_scenario();
  const std::vector<double> popularity = theory::zipf(kContents, 0.9);
  const std::vector<double> looks{1.0, 2.5, kEnd};
  std::vector<Measured> copies(looks.size());
  Measured computed;
  Measured local;
  Measured of_the_first;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    sim::Scenario scenario = empty;
    SplitMix random(seed);
    std::set<std::size_t> distinct;
    for (const double at : poisson(random, kRate, kEnd)) {
      const std::size_t node = random.below(kNodes);
      const std::size_t content = choose(random, popularity);
      ask(scenario, at, node, content);
      distinct.insert(content);
    }
    std::vector<double> held(looks.size());
    std::uint64_t held_in_the_end = 0;
    double computes = 0;
    double answers = 0;
    double hits = 0;
    double first = 0;
    const core::ContentKey first_key = *core::ContentKey::from_request(scenario.content[0].request);
    std::size_t summaries = 0;
    const sim::RunRecord record = each_fact(scenario, seed, [&](const sim::Fact& fact) {
      if (const auto* summary = std::get_if<sim::IndexSummary>(&fact.what)) {
        ++summaries;
        EXPECT_EQ(summary->size, held_in_the_end) << "a full index lists every copy, once";
      }
      const auto* what = std::get_if<core::Observation>(&fact.what);
      if (what == nullptr) return;
      const double at = seconds_at(fact);
      if (const auto* recorded = std::get_if<core::Recorded>(what)) {
        ++held_in_the_end;
        if (fact.node < kNodes) {
          for (std::size_t i = 0; i < looks.size(); ++i) held[i] += at < looks[i] ? 1 : 0;
          first += recorded->key == first_key ? 1 : 0;
        }
      }
      if (std::holds_alternative<core::ComputeStarted>(*what)) computes += 1;
      if (const auto* answered = std::get_if<core::Answered>(what)) {
        answers += 1;
        hits += answered->reply && answered->source == core::AnswerSource::local ? 1 : 0;
      }
    });
    EXPECT_EQ(record.exit, sim::kExitPass);
    EXPECT_EQ(summaries, kNodes + 1);
    EXPECT_EQ(answers, static_cast<double>(scenario.requests.size()));
    EXPECT_EQ(computes, static_cast<double>(distinct.size())) << "of what is asked for, each once";
    for (std::size_t i = 0; i < looks.size(); ++i) copies[i].add(held[i]);
    computed.add(computes);
    local.add(hits / answers);
    of_the_first.add(first);
  }
  for (std::size_t i = 0; i < looks.size(); ++i)
    expect_mean(fmt::format("copies after {} s", looks[i]), copies[i],
                theory::copies(popularity, kRate, kNodes, looks[i]));
  expect_mean("holders of the most popular", of_the_first,
              kNodes * theory::held(popularity[0], kRate, kNodes, kEnd));
  expect_mean("computations", computed, theory::distinct_contents(popularity, kRate, kEnd));
  // What is not a local hit makes a copy.
  expect_mean("share of local hits", local,
              1 - theory::copies(popularity, kRate, kNodes, kEnd) / (kRate * kEnd), 0.002);
}

TEST(ContentOracleTest, TheNumberOfNodesDoesNotChangeWhatIsComputed) {
  const std::vector<double> popularity = theory::zipf(kContents, 0.9);
  for (const std::size_t nodes : {std::size_t{2}, std::size_t{10}}) {
    Measured computed;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      sim::Scenario scenario = fleet_scenario();
      SplitMix random(seed);
      for (const double at : poisson(random, kRate, kEnd)) {
        const std::size_t node = random.below(nodes);
        ask(scenario, at, node, choose(random, popularity));
      }
      computed.add(static_cast<double>(metric(scenario, "home_computes", seed)));
    }
    expect_mean(fmt::format("computations for {} nodes that ask", nodes), computed,
                theory::distinct_contents(popularity, kRate, kEnd));
  }
}

}  // namespace
}  // namespace fleetsim::tests
