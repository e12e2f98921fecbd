#include <benchmark/benchmark.h>

#include <string>

#include "core/env/dice.h"
#include "sim/event/event_queue.h"
#include "sim/run/run.h"
#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

/// Hold model: pop the earliest event, push another one a random time later; the queue keeps its size.
void queue_pop_and_push(benchmark::State& state) {
  core::Dice dice(42, "bench/queue");
  EventQueue<std::uint64_t> queue;
  std::uint64_t sequence = 0;
  for (std::int64_t i = 0; i < state.range(0); ++i)
    queue.push({{static_cast<std::int64_t>(dice.below(1'000'000'000))}, 0, sequence++}, sequence);
  for (auto _ : state) {
    auto [key, payload] = queue.pop();
    benchmark::DoNotOptimize(payload);
    key.at.ns += static_cast<std::int64_t>(dice.below(1'000'000'000));
    key.sequence = sequence++;
    queue.push(key, payload);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue_pop_and_push)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Arg(1'000'000);

/// A thousand nodes of the real core learn a thousand facts by whole-index gossip.
void full_gossip_1000_nodes(benchmark::State& state) {
  const std::string path = std::string(FLEETSIM_SOURCE_DIR) + "/scenarios/scale/thousand_nodes_thousand_facts.yaml";
  const ReadResult read = read_scenario_file(path);
  if (!read.ok()) return state.SkipWithError(read.findings.front().text().c_str());
  std::uint64_t events = 0;
  std::int64_t messages = 0;
  for (auto _ : state) {
    const RunRecord record = run_once(read.scenario, 1, {});
    if (record.exit != kExitPass) return state.SkipWithError("the run failed");
    events += record.events;
    messages += record.metrics.at("messages_sent");
  }
  state.counters["events_per_s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["messages_per_s"] = benchmark::Counter(static_cast<double>(messages), benchmark::Counter::kIsRate);
}
BENCHMARK(full_gossip_1000_nodes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetsim::sim
