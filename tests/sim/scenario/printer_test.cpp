#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "sim/scenario/yaml_writer.h"
#include "tests/support/random_expr.h"
#include "tests/support/same_scenario.h"
#include "tests/support/split_mix.h"
#include "tests/support/source_tree.h"

namespace fleetsim::sim {
namespace {

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(tests::source_dir() + "/scenarios"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

std::string findings_of(const ReadResult& read) {
  std::string all;
  for (const Finding& finding : read.findings) all += finding.text() + "\n";
  return all;
}

void expect_round_trip(const Scenario& scenario) {
  const std::string printed = print_scenario(scenario);
  const ReadResult again = read_scenario(printed, "printed.yaml");
  EXPECT_EQ(findings_of(again), "");
  if (!again.ok()) return;
  EXPECT_EQ(tests::difference(scenario, again.scenario), "") << printed;
  EXPECT_EQ(print_scenario(again.scenario), printed);
}

class ShippedScenarioTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedScenarioTest, HasNoFindings) {
  EXPECT_EQ(findings_of(read_scenario_file(GetParam())), "");
}

TEST_P(ShippedScenarioTest, IsTheSameAfterPrintingAndReading) {
  expect_round_trip(read_scenario_file(GetParam()).scenario);
}

TEST_P(ShippedScenarioTest, IsNamedLikeItsFile) {
  EXPECT_EQ(read_scenario_file(GetParam()).scenario.name, std::filesystem::path(GetParam()).stem().string());
}

INSTANTIATE_TEST_SUITE_P(Files, ShippedScenarioTest, testing::ValuesIn(shipped()),
                         [](const auto& row) { return std::filesystem::path(row.param).stem().string(); });

// One of everything that the language has.
constexpr const char* kEverything = R"(
fleetsim: 1
name: everything
description: "two lines\nand \"quotes\", \\ and \u2028, é"
labels: [ci, "yes"]
seed: { range: [3, 9] }
time: { stop: 2h }
phases: [{ name: safety, until: 90min }, { name: liveness }]
limits: { events: 12345 }
wire: handoff
topology:
  groups:
    - { name: a, clock: { offset: -2s, drift: 1500ppb, source: wall } }
    - { name: a2, clock: { offset: { either: { uniform: [1ms, 2ms] } }, drift: { within: 100ppm } } }
    - { name: a3, clock: { offset: { behind: 5ms }, drift: -7ppm } }
    - { name: edge, count: 5, region: eu, zone: eu-a, labels: [reader, "5"], peers: [a, b], store: { append: 1ns, sync: 1.5ms } }
    - { name: b, region: us, labels: [w], compute: { slots: 4, service: { exponential: { min: 1ms, mean: 5ms } }, grants: ["net work", x] } }
    - { name: d, compute: { service: 1ms, reply_bytes: 1.5kB } }
    - { name: e, compute: { evaluator: arithmetic, step_limit: 77, memory_limit: 3KiB, step_time: 2us } }
    - { name: f, compute: { service: { normal: { mean: 5ms, sd: 1ms } } } }
    - { name: g, compute: { service: { lognormal: { p50: 400ms, p99: 3s } } } }
    - { name: h, compute: { service: { pareto: { min: 1ms, shape: 1.16 } } } }
    - { name: i, compute: { service: { pareto: { min: 1ms, shape: 7/6, cap: 2s } } } }
    - { name: j, compute: { service: { weibull: { scale: 1ms, shape: 0.7 } } } }
    - { name: k, compute: { service: { bimodal: { fast: 1ms, slow: 90ms, slow_share: 1/3 } } } }
    - { name: l, compute: { service: { empirical: [[0%, 1ms], [12.5%, 2ms], [1/3, 2ms], [1, 1s]] } } }
    - { name: c, count: 1, compute: { service: { uniform: [600us, 1400us] } }, serve: { grants: [b, "a c"] }, peers: [] }
  links:
    - { from: { group: edge }, to: { region: us, label: w }, latency: 5ms, symmetric: false }
    - { from: { node: [a, b] }, to: { zone: eu-a }, latency: { exponential: { mean: 5ms } }, jitter: 1ms, loss: 1/3, duplicate: 0.05, transport: stream }
    - { id: spine, from: { node: a }, to: { node: b }, latency: 5ms, loss: { burst: { bad: 60%, good_mean: 10s, bad_mean: 200ms } }, reorder: { ratio: 5%, add: 10ms }, corrupt: 1/7, bandwidth: { up: 1Mbit/s, down: 1.5kbit/s }, queue: { limit: unbounded, discipline: droptail }, sharing: dedicated, mtu: 1400B }
    - { from: { node: a }, to: { node: d }, latency: 5ms, bandwidth: 10Gbit/s, profile: { period: 1h, steps: [{ at: 0s, latency_factor: 1.5, loss: 5% }, { at: 10min, bandwidth: { down: 64kbit/s } }] } }
    - { from: { node: a }, to: { node: e }, latency: 5ms, profile: [{ at: 10min, latency_factor: 1/3, bandwidth: 1001bit/s }], queue: { limit: 3KiB } }
  overlay: { kind: random_k, k: 2 }
fabric:
  gossip: { strategy: none, interval: 250ms, jitter: 12.5%, fanout: 3 }
  membership: { detector: swim, interval: 300ms, jitter: 12.5%, timeout: 100ms, indirect: 5, suspicion: 7 }
  lookup: { order: [local, peers], announced_timeout: 1s, peer_timeout: 2s, home_timeout: 3s, reply_matching: arrival_order, asking: parallel, hedge_after: 20ms, parallel: 3, probes: all, breaker: none, explain: false, check_every_hit: false, routing: static, routes: [{ to: [a, edge-1], capability: "net work" }, { keys: ["00", "7"], to: [b] }, { to: [a] }] }
  home: { queue: unbounded, retry_after: 7ms }
  ledger: { sync: never, failure: warn }
  stream: { items_max: 7, size_max: 3KiB, duration_max: 5s, retransmissions_max: 0, resumes_max: 2, sources_max: 9 }
  planted_bug: record_errors
content:
  catalog: { size: 12, expr: "({i}) of {i}", capabilities: [fabric.test] }
  items:
    - { id: "an id: with [all] sorts", expr: [call, [symbol, [null, add]], [[bool, true], [nil]]], mode: logic }
    - { id: fails, fails: "true", consistency: local-only, capabilities: [b, a, b] }
preload:
  - { holder: { group: edge, mode: fixed, value: 2 }, content: [fails, "(3) of 3"], deal: round_robin }
  - { holder: { node: a }, content: all }
workload:
  - { at: 1s, node: edge-4, content: "(11) of 11", deadline: 500ms, grants: [a], as: first }
  - { at: 2s, node: c-0, content: fails }
  - { at: 3s, node: c-0, content: fails, stream: a, as: listen }
faults:
  - { action: partition, shape: halves, at: 3s, for: 5s }
  - { id: sides, action: partition, between: [{ region: eu }, { region: us }], direction: from, at: 3s }
  - { id: iso, action: partition, select: { group: edge, mode: minority }, direction: to, at: 3s, for: 5s }
  - { action: loss, ratio: 30%, at: 1s, for: 1s }
  - { action: loss, select: { node: a }, ratio: 30%, at: 1s, for: 1s }
  - { action: slow_link, between: [{ node: a }, { node: b }], add: 400ms, at: 1s }
  - { action: duplicate, ratio: 10%, at: 1s, for: 1s }
  - { action: reorder, select: { node: a }, direction: to, ratio: 1/3, add: 20ms, at: 1s, for: 1s }
  - { action: corrupt, between: [{ node: a }, { node: b }], ratio: 100%, at: 1s, for: 1s }
  - { action: clog, select: { node: a }, at: 1s, for: 1s }
  - { action: blackhole, select: { node: a }, direction: from, at: 1s, for: 1s }
  - { action: partition, shape: bridge, select: { node: a }, direction: to, at: 1s, for: 1s }
  - { action: partition, shape: ring, at: 1s, for: 1s }
  - { action: partition, shape: random, at: 1s, for: 1s }
  - { action: loss, burst: { good: 1%, bad: 1, good_mean: 1s, bad_mean: 1ms }, at: 1s, for: 1s }
  - { action: throttle, bandwidth: 64kbit/s, at: 1s, for: 1s }
  - { action: throttle, select: { node: a }, bandwidth: { up: 1Mbit/s }, queue: { limit: 5KiB }, sharing: dedicated, direction: from, at: 1s, for: 1s }
  - { action: flap, select: { node: a }, down: 2s, up: { exponential: { mean: 1s } }, stability: 100ms, at: 1s, for: 10s }
  - { action: link_down, link: spine, at: 1s, for: 1s }
  - { action: link_down, link: [spine, link-0], direction: to, at: 1s, heal: never }
  - { action: crash, select: { group: edge, mode: percent, value: 25% }, at: 3s, restart_after: 2s }
  - { action: crash, select: { node: a }, at: 3s, heal: never }
  - { action: wipe, select: { label: reader, mode: majority }, at: 3s, for: 1s }
  - { action: join, select: { group: edge, mode: one }, at: 5s }
  - { action: lost_writes, select: { node: a }, at: 0s, for: 5s }
  - { action: io_error, select: { group: edge, mode: one }, ratio: 2.5%, at: 1s, for: 5s }
  - { action: disk_full, select: { node: a }, capacity: 4KiB, at: 1s, heal: never }
  - { action: slow_disk, select: { node: a }, factor: 20, at: 1s, for: 5s }
  - { action: slow_disk, select: { node: a }, factor: 3, add: 40ms, at: 1s, for: 5s }
  - { action: torn_write, select: { node: a }, at: 1s }
  - { action: bit_rot, select: { node: a }, at: 1s }
  - { action: bit_rot, select: { group: edge }, count: 7, at: 1s }
  - { action: misdirected_write, select: { node: a }, count: 2, at: 1s, for: 5s }
  - { action: wrong_reply, select: { node: a }, at: 0s }
  - { action: false_announcement, select: { node: a }, content: fails, at: 1s }
  - { action: divergent_compute, select: { node: b }, at: 0s }
  - { action: restart, select: { node: a }, at: 1s }
  - { action: restart, select: { node: a }, at: 1s, restart_after: 3s }
  - { action: pause, select: { node: a }, at: 1s, for: 3s }
  - { action: slow_node, select: { node: b }, factor: 7, at: 1s, for: 3s }
  - { action: slow_node, select: { node: b }, handling: 2ms, at: 1s, for: 3s }
  - { action: leave, select: { group: edge, mode: one }, at: 1s }
  - { action: clock_jump, select: { node: a }, by: -90min, at: 1s }
  - { action: clock_drift, select: { node: a }, drift: -200ppm, at: 1s }
  - { action: lost_announcement, select: { node: a }, at: 1s }
  - { action: lost_announcement, select: { node: a }, content: fails, at: 1s, for: 1s }
  - { action: stale_announcement, select: { node: a }, at: 1s, for: 1s }
  - { action: crash, select: { group: edge, mode: one }, every: 45s, for: { uniform: [5s, 20s] }, stability: 10s }
  - { action: pause, select: { group: edge, mode: one }, at: 7s, every: { interval: 45s, stagger: 15s }, for: 2s, probability: 0.5% }
  - { action: crash, select: { group: edge, mode: one }, rate: 6/h, restart_after: { exponential: { min: 2s, mean: 12s } } }
  - { action: bit_rot, select: { group: edge, mode: one }, at: 1min, rate: 3/90s }
  - { action: loss, ratio: 30%, rate: 1/min, probability: 1/3, for: 40d }
  - { action: wipe, select: { group: edge, mode: one }, at: 1s, for: { normal: { mean: 5s, sd: 1s } } }
  - { action: churn, select: { group: edge, mode: majority }, up: { exponential: { mean: 5min } }, down: 20s, at: 30s, stability: 2s }
  - { action: churn, select: { node: a }, up: 1min, down: { uniform: [1s, 2s] }, how: wipe, at: 30s, for: 10min }
  - { action: crash, select: { holders_of: fails, mode: one }, at: 30s }
  - { action: crash, select: { home_of: "(3) of 3", group: d }, at: 30s }
  - { action: crash, select: { group: edge, mode: minority_third }, at: 30s }
  - { action: crash, select: there, when: { fact: recorded, node: a }, for: 1s }
  - { action: pause, select: there, when: { fact: answered, node: { group: edge }, content: fails, request: first, nth: 3 }, delay: 10ms, times: 4, for: { uniform: [1s, 2s] }, probability: 5% }
  - { action: partition, select: there, when: { fact: up }, direction: from, for: 1s }
  - { action: partition, shape: bridge, select: there, when: { fact: down, nth: 2 }, for: 1s }
  - { action: loss, ratio: 5%, when: { fact: asked }, heal: never }
budget: { max_down: [{ group: edge, percent: 34% }, { count: 5 }], keep_copies: 2, protect: { node: c-0 }, over: count }
expect:
  converge:
    - { content: all, holders: actual, known_by: all_live, after: heal, within: 5s }
    - { id: two, content: [fails], holders: { at_least: 2 }, known_by: { group: edge, mode: one }, after: start, within: 5s }
    - { id: three, content: fails, holders: { at_least: [a, b] }, after: fault:sides, within: 5s }
    - { id: four, content: fails, holders: [], after: fault:iso, within: 5s }
  replies:
    - { request: first, outcome: ok, from: announced, value: "", recorded: true, asked: [b, edge-0] }
    - { id: six, request: request-1, outcome: error, error: capability_denied, recorded: false, asked: [], asks_max: 0, misses: [denied, timeout], within: 3s }
  streams:
    - { request: listen, outcome: whole, items: 4, resumed: true, within: 9s }
    - { id: seven, request: listen, outcome: broken, why: peer_gone }
  members:
    - { of: { group: edge }, state: gone, at: 9s }
    - { id: eight, of: { node: a }, by: { group: edge, mode: one }, state: up, at: 8s, always: true }
  thresholds:
    - { metric: messages_sent, op: <, value: 900 }
    - { id: nine, metric: bytes_sent, op: <=, value: 20KiB }
    - { metric: last_learned_ns, op: ">", value: 1500ms }
    - { metric: divergences, op: "=", value: 0 }
    - { metric: evictions, op: "!=", value: 3 }
    - { metric: requests, op: ">=", value: 1 }
planted: two
contrast:
  - { set: { "fabric.gossip": { interval: 1s, "fanout": 2 }, "preload[1].holder.node": [a, "edge-0"], description: "a: b" }, fails: four }
  - set:
      seed: 7
      fabric.lookup.order: [local]
      expect.converge[1].holders: { at_least: 1 }
    fails: holders_agree
)";

TEST(PrinterTest, OneOfEverythingIsTheSameAfterPrintingAndReading) {
  const ReadResult read = read_scenario(kEverything, "everything.yaml");
  ASSERT_EQ(findings_of(read), "");
  expect_round_trip(read.scenario);
}

TEST(PrinterTest, EveryExpressionIsTheSameAfterPrintingAndReading) {
  tests::SplitMix random(11);
  for (int i = 0; i < 300; ++i) {
    Scenario scenario =
        read_scenario("fleetsim: 1\nname: t\ntime: { stop: 1s }\ntopology: { groups: [{ name: a }] }\n", "t")
            .scenario;
    Item item;
    item.id = "x";
    item.request.expr = tests::random_expr(random, 4);
    item.reply = "reply of x";
    scenario.content.push_back(item);
    SCOPED_TRACE(i);
    expect_round_trip(scenario);
  }
}

TEST(PrinterTest, AnyTextIsTheSameAfterQuoting) {
  for (const std::string text : {"",
                                 " ",
                                 "a",
                                 "a: b",
                                 "- a",
                                 "#",
                                 "null",
                                 "~",
                                 "True",
                                 "1e3",
                                 "\t\n\r",
                                 "\"\\",
                                 "\x7f",
                                 "\u0085\u00a0\u2028\u2029\ufeff",
                                 "é漢\U0001F600",
                                 "*a",
                                 "&a",
                                 "!t",
                                 "%",
                                 "@",
                                 "`",
                                 "{i}",
                                 "[",
                                 ","}) {
    const ReadResult read = read_scenario(
        "fleetsim: 1\nname: t\ntime: { stop: 1s }\ntopology: { groups: [{ name: a }] }\ndescription: " +
            yaml_text(text) + "\n",
        "t");
    EXPECT_EQ(findings_of(read), "") << yaml_text(text);
    EXPECT_EQ(read.scenario.description, text);
  }
}

}  // namespace
}  // namespace fleetsim::sim
