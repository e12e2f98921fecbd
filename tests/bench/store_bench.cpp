// Holding, recording, replaying, finding, merging: each per operation, at the sizes that the original was
// measured at.

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/lookup/content_addressed_fabric.h"
#include "core/store/eval_cassette.h"
#include "core/store/holding_index.h"
#include "core/store/memory_ledger.h"

namespace fleetsim::core {
namespace {

constexpr std::size_t kEntries = 100'000;
constexpr std::size_t kKeys = 10'000;
constexpr std::size_t kHolders = 10;

EvalRequest request(std::size_t i) {
  EvalRequest out;
  out.expr = Expr::string(fmt::format("task-{}", i));
  out.required_capabilities = {"fabric.test"};
  return out;
}

const std::vector<EvalRequest>& requests() {
  static const std::vector<EvalRequest> all = [] {
    std::vector<EvalRequest> made;
    for (std::size_t i = 0; i < kEntries; ++i) made.push_back(request(i));
    return made;
  }();
  return all;
}

const std::vector<ContentKey>& keys() {
  static const std::vector<ContentKey> all = [] {
    std::vector<ContentKey> made;
    for (const EvalRequest& made_of : requests()) made.push_back(*ContentKey::from_request(made_of));
    return made;
  }();
  return all;
}

const std::vector<EvalReply>& replies() {
  static const std::vector<EvalReply> all = [] {
    std::vector<EvalReply> made;
    for (std::size_t i = 0; i < kEntries; ++i) made.push_back(text_reply(fmt::format("reply-{}", i)));
    return made;
  }();
  return all;
}

const std::shared_ptr<MemoryLedger>& full_ledger() {
  static const std::shared_ptr<MemoryLedger> ledger = [] {
    auto made = std::make_shared<MemoryLedger>();
    for (std::size_t i = 0; i < kEntries; ++i)
      (void)made->append_eval_result(keys()[i], *StoredReply::encode(replies()[i]));
    return made;
  }();
  return ledger;
}

const std::shared_ptr<EvalCassette>& full_cassette() {
  static const std::shared_ptr<EvalCassette> cassette = *EvalCassette::from_ledger(full_ledger());
  return cassette;
}

// A fixed walk over all entries, so that neighbours in memory are not asked for one after another.
std::size_t scattered(std::size_t i) {
  return i * 61'803 % kEntries;
}

// Reports the time of one of the `n` operations that each iteration does.
void per_operation(benchmark::State& state, std::size_t n) {
  state.counters["each"] = benchmark::Counter(
      static_cast<double>(n), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void cassette_hit(benchmark::State& state) {
  (void)full_cassette();
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(full_cassette()->get(keys()[scattered(i++)]));
}
BENCHMARK(cassette_hit);

void cassette_miss(benchmark::State& state) {
  std::vector<ContentKey> unknown;
  for (std::size_t i = 0; i < 1'000; ++i) unknown.push_back(*ContentKey::from_request(request(kEntries + i)));
  (void)full_cassette();
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(full_cassette()->get(unknown[i++ % unknown.size()]));
}
BENCHMARK(cassette_miss);

void realize_local_hit(benchmark::State& state) {
  ContentAddressedFabric fabric(Symbol::unqualified("a"), full_cassette(), {});
  (void)requests();
  EvalContext context;
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(fabric.realize(context, requests()[scattered(i++)]));
}
BENCHMARK(realize_local_hit);

void record_100k(benchmark::State& state) {
  (void)keys();
  (void)replies();
  for (auto _ : state) {
    EvalCassette cassette(std::make_shared<MemoryLedger>());
    for (std::size_t i = 0; i < kEntries; ++i)
      benchmark::DoNotOptimize(cassette.record(keys()[i], replies()[i]));
  }
  per_operation(state, kEntries);
}
BENCHMARK(record_100k)->Unit(benchmark::kMillisecond);

void replay_100k(benchmark::State& state) {
  (void)full_ledger();
  for (auto _ : state) benchmark::DoNotOptimize(EvalCassette::from_ledger(full_ledger()));
  per_operation(state, kEntries);
}
BENCHMARK(replay_100k)->Unit(benchmark::kMillisecond);

// 10,000 keys with ten holders each, shuffled.
const std::vector<HeldContent>& facts() {
  static const std::vector<HeldContent> all = [] {
    std::vector<HeldContent> made;
    for (std::size_t i = 0; i < kKeys * kHolders; ++i) {
      const std::size_t at = scattered(i);
      made.push_back({Symbol::unqualified(fmt::format("node-{}", at % kHolders)), keys()[at / kHolders]});
    }
    return made;
  }();
  return all;
}

HoldingIndex index_of(std::size_t first, std::size_t count, std::shared_ptr<FactTable> table) {
  HoldingIndex index(std::move(table));
  for (std::size_t i = first; i < first + count; ++i) index.announce(facts()[i]);
  return index;
}

void index_announce_100k(benchmark::State& state) {
  (void)facts();
  for (auto _ : state) {
    HoldingIndex index;
    for (const HeldContent& fact : facts()) index.announce(fact);
    benchmark::DoNotOptimize(index.size());
  }
  per_operation(state, facts().size());
}
BENCHMARK(index_announce_100k)->Unit(benchmark::kMillisecond);

void index_holders_of(benchmark::State& state) {
  const HoldingIndex index = index_of(0, facts().size(), std::make_shared<FactTable>());
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(index.holders_of(keys()[i++ * 6'181 % kKeys]));
}
BENCHMARK(index_holders_of);

enum class Overlap : int { into_empty, identical, half };

void index_merge(benchmark::State& state) {
  const bool one_table = state.range(0) == 1;
  const auto overlap = static_cast<Overlap>(state.range(1));
  state.SetLabel(fmt::format("{}, {}", one_table ? "one table" : "separate tables",
                             overlap == Overlap::into_empty  ? "into empty"
                             : overlap == Overlap::identical ? "identical"
                                                             : "half overlap"));
  // The half: both know the middle third, each a third of its own.
  const std::size_t count = overlap == Overlap::half ? facts().size() * 2 / 3 : facts().size();
  const auto table = std::make_shared<FactTable>();
  const HoldingIndex theirs = index_of(facts().size() - count, count, table);
  for (auto _ : state) {
    state.PauseTiming();
    auto mine_table = one_table ? table : std::make_shared<FactTable>();
    HoldingIndex mine = index_of(0, overlap == Overlap::into_empty ? 0 : count, mine_table);
    state.ResumeTiming();
    mine.merge(theirs);
    benchmark::DoNotOptimize(mine.size());
    state.PauseTiming();
    mine = HoldingIndex();
    mine_table.reset();
    state.ResumeTiming();
  }
  per_operation(state, count);
}
BENCHMARK(index_merge)
    ->ArgsProduct({{1, 0},
                   {static_cast<int>(Overlap::into_empty), static_cast<int>(Overlap::identical),
                    static_cast<int>(Overlap::half)}})
    // A merge of nothing takes no time, its preparation does: the number of iterations cannot follow from the time.
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond);

// ---- the set of facts that a node knows

// The i-th of n ids in an order that is no order.
FactId nth(std::size_t i, std::size_t n) { return static_cast<FactId>(i * 40'503 % n); }

// Every `stride`th id.
FactSet set_of(std::size_t count, std::size_t stride) {
  FactSet set;
  for (std::size_t i = 0; i < count; ++i) set.insert(static_cast<FactId>(nth(i, count) * stride));
  return set;
}

// What a node that knows so much takes: counters say it, time is that of learning fact by fact.
void facts_insert(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto stride = static_cast<std::size_t>(state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(set_of(count, stride));
  per_operation(state, count);
  state.counters["memory_bytes"] = static_cast<double>(set_of(count, stride).memory());
}
BENCHMARK(facts_insert)->Args({1, 100})->Args({1'000, 1})->Args({1'000, 100})->Args({10'000, 1})->Args({10'000, 100})->Args({100'000, 1});

void facts_contains(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const FactSet set = set_of(count, 2);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(set.contains(nth(++i, 2 * count)));
}
BENCHMARK(facts_contains)->Arg(1)->Arg(1'000)->Arg(100'000);

// Both know something that the other does not.
void facts_merge_100_new(benchmark::State& state) {
  const FactSet theirs = set_of(100'000, 1);
  FactSet mine = theirs;
  for (std::size_t i = 0; i < 100; ++i) mine.erase(static_cast<FactId>(i * 997));
  mine.insert(100'005);
  std::uint64_t fresh = 0;
  for (auto _ : state) {
    FactSet merged = mine;
    merged.merge(theirs, [&](FactId) { ++fresh; });
    benchmark::DoNotOptimize(merged.size());
  }
  benchmark::DoNotOptimize(fresh);
}
BENCHMARK(facts_merge_100_new);

void facts_copy_and_change(benchmark::State& state) {
  const FactSet set = set_of(100'000, 3);
  for (auto _ : state) {
    FactSet copy = set;
    copy.insert(1);
    benchmark::DoNotOptimize(copy.size());
  }
}
BENCHMARK(facts_copy_and_change);

// Of equal indexes: told by their roots.
void index_merge_equal_100k(benchmark::State& state) {
  const auto table = std::make_shared<FactTable>();
  HoldingIndex mine = index_of(0, facts().size(), table);
  const HoldingIndex theirs = index_of(0, facts().size(), table);
  for (auto _ : state) {
    mine.merge(theirs);
    benchmark::DoNotOptimize(mine.size());
  }
}
BENCHMARK(index_merge_equal_100k);

}  // namespace
}  // namespace fleetsim::core
