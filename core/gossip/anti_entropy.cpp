#include "core/gossip/anti_entropy.h"

#include <algorithm>
#include <utility>

#include "core/gossip/author_comparison.h"
#include "core/gossip/batch_builder.h"
#include "core/reconcile/symbol_encoder.h"
#include "core/wire/letter.h"

namespace fleetsim::core {
namespace {

// Symbols of the first message, beside those for the difference in size; and of any.
constexpr std::uint64_t kSymbolsFirst = 16;
constexpr std::uint64_t kSymbolsPerMessage = 16'384;
// A difference that so many symbols, and four for each fact that one index is larger, do not tell is found by ranges: what is
// sent for nothing is bounded.
constexpr std::uint64_t kSymbolsMax = 4'096;
// What one author takes in SyncVersions, and one symbol, about.
constexpr std::uint64_t kAuthorBytes = 28;
constexpr std::uint64_t kSymbolBytes = 18;

IndexState state_of(const HoldingIndex& index) { return {index.size(), index.root()}; }

// The facts of an index by the ids of one exchange, in no particular order. Two have the same one time in 2^64, and the
// next exchange tells them apart.
std::vector<ItemId> items_of(const HoldingIndex& index, ExchangeId exchange) {
  std::vector<ItemId> items;
  items.reserve(index.size());
  index.facts().for_each([&](FactId fact) { items.push_back(salted_item(index.table().hash(fact), exchange)); });
  return items;
}

std::vector<ItemId> sorted_items_of(const HoldingIndex& index, ExchangeId exchange) {
  std::vector<ItemId> items = items_of(index, exchange);
  std::ranges::sort(items);
  const auto twice = std::ranges::unique(items);
  items.erase(twice.begin(), twice.end());
  return items;
}

// The facts of `wanted` that are known, ascending by their ids of the exchange.
std::vector<FactId> facts_of(const HoldingIndex& index, ExchangeId exchange, std::vector<ItemId> wanted) {
  std::ranges::sort(wanted);
  std::vector<std::pair<ItemId, FactId>> found;
  index.facts().for_each([&](FactId fact) {
    const ItemId item = salted_item(index.table().hash(fact), exchange);
    if (std::ranges::binary_search(wanted, item)) found.emplace_back(item, fact);
  });
  std::ranges::sort(found, {}, &std::pair<ItemId, FactId>::first);
  std::vector<FactId> facts;
  facts.reserve(found.size());
  for (const auto& [item, fact] : found) facts.push_back(fact);
  return facts;
}

std::uint64_t difference(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; }

BloomFilter bloom_of(const HoldingIndex& index, ExchangeId exchange) {
  BloomFilter filter(index.size(), BloomFilter::kBitsPerTenItems, exchange);
  index.facts().for_each([&](FactId fact) { filter.insert(salted_item(index.table().hash(fact), exchange)); });
  return filter;
}

DifferenceEstimate estimate_of(const HoldingIndex& index, ExchangeId exchange) {
  DifferenceEstimate estimate;
  index.facts().for_each([&](FactId fact) { estimate.insert(salted_item(index.table().hash(fact), exchange)); });
  return estimate;
}

SyncSymbols symbols_of(const GossipWorld& world, ExchangeId exchange, std::uint64_t from, std::uint64_t count) {
  SyncSymbols symbols{exchange, state_of(world.index), from,
                      encode_symbols(items_of(world.index, exchange), from, count)};
  if (world.bug == GossipBug::wrong_checksum)
    for (CodedSymbol& symbol : symbols.symbols) symbol.check ^= 1;
  return symbols;
}

}  // namespace

void AntiEntropy::open(NodeId peer, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  ++counters.exchanges;
  opened_ = Opened{peer, world.dice.u64(), world.index.size()};
  send_frame(peer, SyncOpen{opened_->exchange, state_of(world.index)}, world, counters, out);
}

void AntiEntropy::on(NodeId from, const SyncOpen& open, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  const IndexState mine = state_of(world.index);
  if (mine == open.index) return;
  Reconciler how = world.options.sync.reconciler;
  if (how == Reconciler::automatic) {
    if (mine.size < open.index.size / 2 || mine.size == 0)
      return send_frame(from, IndexWanted{open.exchange}, world, counters, out);
    if (open.index.size < mine.size / 2 || open.index.size == 0) return send_index(from, false, world, counters, out);
    how = Reconciler::riblt;
  }
  switch (how) {
    case Reconciler::whole:
      return send_index(from, true, world, counters, out);
    case Reconciler::versions:
      return send_frame(from, SyncVersions{open.exchange, SyncVersions::Leg::all, author_versions(world.index)}, world,
                        counters, out);
    case Reconciler::riblt: {
      const std::uint64_t extra = difference(mine.size, open.index.size);
      const std::uint64_t count = std::min(kSymbolsFirst + extra + extra / 2, kSymbolsPerMessage);
      return send_frame(from, symbols_of(world, open.exchange, 0, count), world, counters, out);
    }
    case Reconciler::ranges:
      return send_frame(from, SyncRanges{open.exchange, whole_range(sorted_items_of(world.index, open.exchange))}, world,
                        counters, out);
    case Reconciler::bloom:
      return send_frame(from, SyncBloom{open.exchange, false, bloom_of(world.index, open.exchange)}, world, counters,
                        out);
    case Reconciler::automatic:
      break;
  }
  FLEET_CHECK(false, "an unknown reconciler");
}

void AntiEntropy::on(NodeId from, const IndexWanted&, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  send_index(from, false, world, counters, out);
}

void AntiEntropy::on(NodeId from, const SyncVersions& versions, const GossipWorld& world, GossipCounters& counters,
              Effects& out) {
  AuthorComparison compared = compare_authors(world.index, versions, world.bug == GossipBug::skip_incarnation);
  send_facts(from, versions.exchange, compared.they_lack, {}, world, counters, out);
  if (!compared.ask.empty())
    send_frame(from, SyncVersions{versions.exchange, compared.next, std::move(compared.ask)}, world, counters, out);
}

void AntiEntropy::on(NodeId from, const SyncSymbols& symbols, const GossipWorld& world, GossipCounters& counters,
              Effects& out) {
  if (!opened_ || opened_->peer != from || opened_->exchange != symbols.exchange) return;
  // The other index has changed, or these are the first.
  if (symbols.from == 0) {
    opened_->root = symbols.index.root;
    opened_->my_size = world.index.size();
    opened_->decoder.emplace(items_of(world.index, symbols.exchange));
  }
  if (!opened_->decoder || opened_->root != symbols.index.root || symbols.from != opened_->decoder->symbols()) return;
  SymbolDecoder& decoder = *opened_->decoder;
  decoder.add(symbols.symbols);
  const std::uint64_t max = kSymbolsMax + 4 * difference(symbols.index.size, opened_->my_size);
  if (decoder.failed() || symbols.symbols.empty() || (!decoder.decoded() && decoder.symbols() >= max)) {
    ++counters.decode_failures;
    opened_.reset();
    return send_frame(from, SyncRanges{symbols.exchange, whole_range(sorted_items_of(world.index, symbols.exchange))},
                      world, counters, out);
  }
  if (!decoder.decoded()) {
    return send_frame(from,
                      SymbolsWanted{symbols.exchange, opened_->root, decoder.symbols(),
                                    estimate_of(world.index, symbols.exchange)},
                      world, counters, out);
  }
  const std::vector<FactId> they_lack = facts_of(world.index, symbols.exchange, decoder.only_mine());
  send_facts(from, symbols.exchange, they_lack, decoder.only_theirs(), world, counters, out);
  opened_.reset();
}

void AntiEntropy::on(NodeId peer, const SymbolsWanted& wanted, const GossipWorld& world, GossipCounters& counters,
              Effects& out) {
  // Nobody needs more than a few for each fact of both.
  if (wanted.from > (std::uint64_t{1} << 32)) return;
  const std::uint64_t from = wanted.root == world.index.root() ? wanted.from : 0;
  const std::uint64_t differ = estimate_of(world.index, wanted.exchange).difference_to(wanted.estimate);
  if (world.options.sync.reconciler == Reconciler::automatic) {
    if (count_authors(world.index) * kAuthorBytes < differ * kSymbolBytes)
      return send_frame(peer, SyncVersions{wanted.exchange, SyncVersions::Leg::all, author_versions(world.index)}, world,
                        counters, out);
  }
  // The estimate may be too low: at least half as many again as there were.
  const std::uint64_t up_to = std::max(differ + differ / 2 + kSymbolsFirst, wanted.from + wanted.from / 2);
  const std::uint64_t count = std::min(up_to > from ? up_to - from : kSymbolsFirst, kSymbolsPerMessage);
  send_frame(peer, symbols_of(world, wanted.exchange, from, count), world, counters, out);
}

void AntiEntropy::on(NodeId from, const SyncRanges& ranges, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  RangeAnswer answer = answer_ranges(sorted_items_of(world.index, ranges.exchange), ranges.ranges, {});
  send_facts(from, ranges.exchange, facts_of(world.index, ranges.exchange, std::move(answer.only_mine)),
             std::move(answer.only_theirs), world, counters, out);
  if (!answer.reply.empty())
    send_frame(from, SyncRanges{ranges.exchange, std::move(answer.reply)}, world, counters, out);
}

void AntiEntropy::on(NodeId from, const SyncBloom& bloom, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  std::vector<std::pair<Hash128, FactId>> lacking;
  world.index.facts().for_each([&](FactId fact) {
    const Hash128& hash = world.index.table().hash(fact);
    if (!bloom.filter.contains(salted_item(hash, bloom.exchange))) lacking.emplace_back(hash, fact);
  });
  std::ranges::sort(lacking);
  std::vector<FactId> they_lack;
  for (const auto& [hash, fact] : lacking) they_lack.push_back(fact);
  send_facts(from, bloom.exchange, they_lack, {}, world, counters, out);
  if (!bloom.answer)
    send_frame(from, SyncBloom{bloom.exchange, true, bloom_of(world.index, bloom.exchange)}, world, counters, out);
}

void AntiEntropy::on(NodeId from, const SyncFacts& facts, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  if (facts.wanted.empty()) return;
  send_facts(from, facts.exchange, facts_of(world.index, facts.exchange, facts.wanted), {}, world, counters, out);
}

void AntiEntropy::send_facts(NodeId to, ExchangeId exchange, const std::vector<FactId>& facts, std::vector<ItemId> wanted,
                      const GossipWorld& world, GossipCounters& counters, Effects& out) {
  BatchBuilder builder(world.index.table());
  for (const FactId fact : facts) {
    builder.add(fact);
    if (builder.bytes() < world.options.sync.batch_bytes) continue;
    send_frame(to, SyncFacts{exchange, builder.take(), std::exchange(wanted, {})}, world, counters, out);
  }
  if (!builder.empty() || !wanted.empty())
    send_frame(to, SyncFacts{exchange, builder.take(), std::move(wanted)}, world, counters, out);
}

void AntiEntropy::send_index(NodeId to, bool answer_wanted, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  for (IndexFacts& facts : export_index(world.index, answer_wanted))
    send_letter(to, write_letter(std::move(facts), world.hand_over), GossipClass::payload, counters, out);
}

}  // namespace fleetsim::core
