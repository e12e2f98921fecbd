// A home with few slots is a queue, and queues have known answers: Erlang's, Pollaczek and Khinchine's,
// Little's.

#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/oracle/each_fact.h"
#include "tests/oracle/measured.h"
#include "tests/oracle/poisson.h"
#include "tests/oracle/theory.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::tests {
namespace {

/// A client that asks for something else each time, so that all of it is computed, and a home that computes
/// it.
sim::Scenario home_scenario(int slots, const std::string& service, const std::string& queue,
                            std::size_t requests, double seconds) {
  return scenario_of(fmt::format(R"(
fleetsim: 1
name: queue
time: {{ stop: {}s }}
topology:
  groups:
    - {{ name: client }}
    - {{ name: home, compute: {{ slots: {}, service: {} }} }}
fabric:
  gossip: {{ strategy: none }}
  lookup: {{ order: [local, home], home_timeout: 1d, await_overloaded: false, breaker: none }}
  home: {{ queue: {} }}
content: {{ catalog: {{ size: {}, expr: "job {{i}}" }} }}
)",
                                 static_cast<int>(seconds) + 1, slots, service, queue, requests));
}

/// What one run shows of the home, but for the first tenth of its jobs.
struct Seen {
  double sojourn = 0;     ///< seconds from arrival to the end of service, on average
  double found_busy = 0;  ///< the share of arrivals that found all slots taken
  double refused = 0;     ///< the share that was turned away
  double in_system = 0;   ///< how many there were, on average over time
  double rate = 0;        ///< arrivals that were let in, a second
};

Seen watch(const sim::Scenario& scenario, std::uint64_t seed, std::size_t slots, double begin, double end) {
  struct Job {
    double arrived;
    double done;
  };
  std::map<core::ContentKey, Job> jobs;
  double arrivals = 0;
  double refusals = 0;
  each_fact(scenario, seed, [&](const sim::Fact& fact) {
    const auto* what = std::get_if<core::Observation>(&fact.what);
    if (what == nullptr) return;
    const double at = seconds_at(fact);
    const bool counts = at >= begin && at < end;
    if (const auto* started = std::get_if<core::ComputeStarted>(what)) {
      jobs[started->key] = {at, 1e18};
      arrivals += counts ? 1 : 0;
    } else if (const auto* done = std::get_if<core::ComputeDone>(what)) {
      jobs.at(done->key).done = at;
    } else if (std::holds_alternative<core::ComputeRefused>(*what)) {
      arrivals += counts ? 1 : 0;
      refusals += counts ? 1 : 0;
    }
  });
  Seen seen;
  std::vector<Job> by_arrival;
  for (const auto& [key, job] : jobs) by_arrival.push_back(job);
  std::ranges::sort(by_arrival, {}, &Job::arrived);
  std::vector<double> leave;  // of those that are there, sorted
  double counted = 0;
  for (const Job& job : by_arrival) {
    leave.erase(leave.begin(), std::ranges::upper_bound(leave, job.arrived));
    seen.in_system += std::max(0.0, std::min(job.done, end) - std::max(job.arrived, begin));
    if (job.arrived >= begin && job.arrived < end) {
      counted += 1;
      seen.sojourn += job.done - job.arrived;
      seen.found_busy += leave.size() >= slots ? 1 : 0;
    }
    leave.insert(std::ranges::upper_bound(leave, job.done), job.done);
  }
  seen.sojourn /= counted;
  seen.found_busy /= counted;
  seen.refused = refusals / arrivals;
  seen.in_system /= end - begin;
  seen.rate = counted / (end - begin);
  return seen;
}

struct QueueCase {
  const char* name;
  int slots;
  double load;            ///< of one slot
  const char* service;    ///< of 100 ms on average
  double square_service;  ///< the second moment of it in seconds, squared; 0: exponential
};

void PrintTo(const QueueCase& row, std::ostream* out) {
  *out << row.name;
}

class QueueOracleTest : public testing::TestWithParam<QueueCase> {};

constexpr double kService = 0.1;
constexpr std::size_t kJobs = 2'000;
constexpr int kSeeds = 30;

TEST_P(QueueOracleTest, JobsWaitAsLongAsTheorySays) {
  const QueueCase& row = GetParam();
  const double rate = row.load * row.slots / kService;
  const double end = kJobs / rate;
  const sim::Scenario empty = home_scenario(row.slots, row.service, "unbounded", kJobs + kJobs / 5, end * 2);
  Measured sojourn;
  Measured found_busy;
  Measured little;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    sim::Scenario scenario = empty;
    SplitMix random(seed);
    for (const double at : poisson(random, rate, end)) ask(scenario, at, 0, scenario.requests.size());
    ASSERT_LE(scenario.requests.size(), scenario.content.size());
    const Seen seen = watch(scenario, seed, static_cast<std::size_t>(row.slots), end / 10, end);
    sojourn.add(seen.sojourn);
    found_busy.add(seen.found_busy);
    little.add(seen.in_system - seen.rate * seen.sojourn);
  }
  const double wait = row.square_service == 0 ? theory::mean_wait(row.slots, rate, kService)
                                              : theory::mean_wait_general(rate, kService, row.square_service);
  expect_mean("seconds at the home", sojourn, wait + kService);
  if (row.square_service == 0)
    expect_mean("share that waits (Erlang C)", found_busy, theory::erlang_c(row.slots, rate * kService));
  else
    expect_mean("share that waits (the load)", found_busy, row.load);
  expect_mean("jobs at the home, less rate times time there (Little)", little, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Homes, QueueOracleTest,
    testing::Values(QueueCase{"one_slot", 1, 0.7, "{ exponential: { mean: 100ms } }", 0},
                    QueueCase{"three_slots", 3, 0.8, "{ exponential: { mean: 100ms } }", 0},
                    QueueCase{"constant", 1, 0.7, "100ms", 0.01},
                    QueueCase{"uniform", 1, 0.7, "{ uniform: [50ms, 150ms] }", 0.01 + 0.01 / 12},
                    // 0.05 of them take 1.05 s, the others 50 ms.
                    QueueCase{"rarely_slow", 1, 0.5,
                              "{ bimodal: { fast: 50ms, slow: 1050ms, slow_share: 5% } }",
                              0.95 * 0.0025 + 0.05 * 1.1025}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(QueueOracleTest, AsManyAreTurnedAwayAsErlangSays) {
  for (const int slots : {1, 4}) {
    const double load = 0.8 * slots;
    const double rate = load / kService;
    const double end = kJobs / rate;
    const sim::Scenario empty = home_scenario(slots, "{ exponential: { mean: 100ms } }",
                                              std::to_string(slots), kJobs + kJobs / 5, end + 60);
    Measured refused;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      sim::Scenario scenario = empty;
      SplitMix random(seed);
      for (const double at : poisson(random, rate, end)) ask(scenario, at, 0, scenario.requests.size());
      refused.add(watch(scenario, seed, static_cast<std::size_t>(slots), end / 10, end).refused);
    }
    expect_mean(fmt::format("share turned away by {} slots (Erlang B)", slots), refused,
                theory::erlang_b(slots, load));
  }
}

}  // namespace
}  // namespace fleetsim::tests
