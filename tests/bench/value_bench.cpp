#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/eval/content_key.h"
#include "core/eval/eval_request.h"
#include "core/value/canonical_order.h"
#include "core/value/content_id.h"

namespace fleetsim::core {
namespace {

EvalRequest request_for(Expr expr) {
  EvalRequest request;
  request.expr = std::move(expr);
  request.required_capabilities = {"fabric.test"};
  return request;
}

Expr map_of(int entries) {
  std::vector<Expr::Entry> out;
  for (int i = 0; i < entries; ++i) {
    out.emplace_back(Expr::symbol(Symbol::unqualified(fmt::format("key-{}", i))),
                     Expr::string(fmt::format("value {}", i)));
  }
  return Expr::map(std::move(out));
}

void key_of_a_small_string(benchmark::State& state) {
  const EvalRequest request = request_for(Expr::string("task-0"));
  for (auto _ : state) benchmark::DoNotOptimize(ContentKey::from_request(request));
}
BENCHMARK(key_of_a_small_string);

void key_of_a_map(benchmark::State& state) {
  const EvalRequest request = request_for(map_of(static_cast<int>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(ContentKey::from_request(request));
}
BENCHMARK(key_of_a_map)->Arg(5)->Arg(100)->Arg(10'000)->Unit(benchmark::kMicrosecond);

void effect_ledger_id(benchmark::State& state) {
  const ContentKey key = ContentKey::from_digest(Digest{});
  for (auto _ : state) benchmark::DoNotOptimize(key.effect_ledger_id());
}
BENCHMARK(effect_ledger_id);

void content_id_of_bytes(benchmark::State& state) {
  const Datum datum = Datum::bytes(Bytes(static_cast<std::size_t>(state.range(0)), std::uint8_t{7}));
  for (auto _ : state) benchmark::DoNotOptimize(content_id(datum));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(content_id_of_bytes)->Arg(1 << 20)->Unit(benchmark::kMicrosecond);

void content_id_of_a_map(benchmark::State& state) {
  const Result<Datum> datum = datum_from_expr(map_of(static_cast<int>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(content_id(*datum));
}
BENCHMARK(content_id_of_a_map)->Arg(1'000)->Unit(benchmark::kMicrosecond);

void compare_symbols_canonically(benchmark::State& state) {
  const Expr a = Expr::symbol(Symbol::qualified("numbers", "f64"));
  const Expr b = Expr::symbol(Symbol::qualified("numbers", "f32"));
  for (auto _ : state) benchmark::DoNotOptimize(canonical_compare(a, b));
}
BENCHMARK(compare_symbols_canonically);

void compare_maps_canonically(benchmark::State& state) {
  const Expr a = canonical_form(map_of(100));
  const Expr b = canonical_form(map_of(100));
  for (auto _ : state) benchmark::DoNotOptimize(canonical_compare(a, b));
}
BENCHMARK(compare_maps_canonically)->Unit(benchmark::kMicrosecond);

void compare_keys(benchmark::State& state) {
  const ContentKey a = *ContentKey::from_request(request_for(Expr::string("task-0")));
  const ContentKey b = *ContentKey::from_request(request_for(Expr::string("task-1")));
  for (auto _ : state) benchmark::DoNotOptimize(a < b);
}
BENCHMARK(compare_keys);

void compare_keys_as_the_original(benchmark::State& state) {
  const ContentKey a = *ContentKey::from_request(request_for(Expr::string("task-0")));
  const ContentKey b = *ContentKey::from_request(request_for(Expr::string("task-1")));
  for (auto _ : state) benchmark::DoNotOptimize(reference_less(a, b));
}
BENCHMARK(compare_keys_as_the_original);

}  // namespace
}  // namespace fleetsim::core
