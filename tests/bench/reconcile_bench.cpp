#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/reconcile/bloom_filter.h"
#include "core/reconcile/difference_estimate.h"
#include "core/reconcile/ranges.h"
#include "core/reconcile/symbol_decoder.h"
#include "core/reconcile/symbol_encoder.h"
#include "tests/support/item_sets.h"

namespace fleetsim::core {
namespace {

constexpr std::uint64_t kItems = 10'000;

tests::ItemSets sets_with(std::int64_t differences) {
  tests::SplitMix random(1);
  return tests::random_sets(random, kItems, static_cast<std::uint64_t>(differences));
}

void encode_first_symbols(benchmark::State& state) {
  const tests::ItemSets sets = sets_with(0);
  for (auto _ : state)
    benchmark::DoNotOptimize(encode_symbols(sets.mine, 0, static_cast<std::uint64_t>(state.range(0))));
}
BENCHMARK(encode_first_symbols)->Arg(1)->Arg(64)->Arg(1'350)->Unit(benchmark::kMicrosecond);

// A whole exchange on the receiving side, in batches of 64 symbols.
void decode_difference(benchmark::State& state) {
  const tests::ItemSets sets = sets_with(state.range(0));
  const std::vector<CodedSymbol> symbols =
      encode_symbols(sets.theirs, 0, 4 * static_cast<std::uint64_t>(state.range(0)) + 64);
  std::uint64_t taken = 0;
  for (auto _ : state) {
    SymbolDecoder decoder(sets.mine);
    for (std::size_t from = 0; from < symbols.size() && !decoder.decoded(); from += 64)
      decoder.add(std::span(symbols).subspan(from, std::min<std::size_t>(64, symbols.size() - from)));
    taken = decoder.symbols();
  }
  state.counters["symbols"] = static_cast<double>(taken);
}
BENCHMARK(decode_difference)->Arg(0)->Arg(10)->Arg(100)->Arg(1'000)->Unit(benchmark::kMicrosecond);

// Both sides, all turns, without the bytes.
void exchange_ranges(benchmark::State& state) {
  const tests::ItemSets sets = sets_with(state.range(0));
  for (auto _ : state) {
    RangeMessage message = whole_range(sets.mine);
    for (bool at_theirs = true; !message.empty(); at_theirs = !at_theirs)
      message = answer_ranges(at_theirs ? sets.theirs : sets.mine, message).reply;
  }
}
BENCHMARK(exchange_ranges)->Arg(0)->Arg(10)->Arg(100)->Arg(1'000)->Unit(benchmark::kMicrosecond);

void fill_filter(benchmark::State& state) {
  const tests::ItemSets sets = sets_with(0);
  for (auto _ : state) {
    BloomFilter filter(kItems, BloomFilter::kBitsPerTenItems, 1);
    for (const ItemId item : sets.mine) filter.insert(item);
    benchmark::DoNotOptimize(filter);
  }
}
BENCHMARK(fill_filter)->Unit(benchmark::kMicrosecond);

void estimate_difference(benchmark::State& state) {
  const tests::ItemSets sets = sets_with(100);
  DifferenceEstimate theirs;
  for (const ItemId item : sets.theirs) theirs.insert(item);
  for (auto _ : state) {
    DifferenceEstimate mine;
    for (const ItemId item : sets.mine) mine.insert(item);
    benchmark::DoNotOptimize(mine.difference_to(theirs));
  }
}
BENCHMARK(estimate_difference)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace fleetsim::core
