// `fabric`: the production configuration of every node.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/lookup_switches.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

template <class T, std::size_t N>
using WordTable = std::array<std::pair<std::string_view, T>, N>;

// Reads a word into `target`, which keeps its default when there is no such key or a wrong word.
template <class T, std::size_t N>
void take_word(MapReader& map, const char* key, const WordTable<T, N>& words, T& target) {
  if (const auto field = map.find(key))
    if (const auto value = field->word<T>(words)) target = *value;
}

void take_timeout(MapReader& map, const char* key, core::Duration& target) {
  if (const auto field = map.find(key))
    if (const auto value = field->positive_duration()) target = *value;
}

void read_order(const Field& field, core::LookupOptions& lookup) {
  enum class Stage : std::uint8_t { local, announced, peers, home };
  static constexpr WordTable<Stage, 4> kStages = {{{"local", Stage::local},
                                                   {"announced", Stage::announced},
                                                   {"peers", Stage::peers},
                                                   {"home", Stage::home}}};
  const auto items = field.items("a list such as [local, announced, peers, home]");
  if (!items) return;
  lookup.ask_announced = lookup.ask_peers = lookup.ask_home = false;
  std::optional<Stage> last;
  for (const Field& item : *items) {
    const std::optional<Stage> stage = item.word<Stage>(kStages);
    if (!stage) return;
    if (!last && *stage != Stage::local) item.wrong(fmt::format("{} first", item.found()), "local first");
    if (last && *stage <= *last)
      item.wrong(fmt::format("{} out of order", item.found()),
                 "each stage once, in the order local, announced, peers, home");
    lookup.ask_announced |= *stage == Stage::announced;
    lookup.ask_peers |= *stage == Stage::peers;
    lookup.ask_home |= *stage == Stage::home;
    last = stage;
  }
  if (!last) field.wrong("an empty list", "local first");
}

// A count from 1, or a word for no limit.
std::optional<std::uint32_t> count_or(const Field& field, std::string_view word) {
  if (field.is_scalar() && field.node().text == word) return std::nullopt;
  const std::optional<std::uint64_t> count = field.count(1, UINT32_MAX);
  return static_cast<std::uint32_t>(count.value_or(1));
}

void read_breaker(const Field& field, core::BreakerOptions& breaker) {
  if (field.is_scalar() && field.node().text == "none") {
    breaker.failures = 0;
    return;
  }
  MapReader map(field);
  if (const auto failures = map.find("failures"))
    breaker.failures = static_cast<std::uint32_t>(failures->count(1, UINT32_MAX).value_or(1));
  take_timeout(map, "backoff", breaker.backoff);
  take_timeout(map, "backoff_max", breaker.backoff_max);
  // It is doubled on the way.
  if (breaker.backoff > kSpanMax || breaker.backoff_max > kSpanMax || breaker.backoff > breaker.backoff_max)
    field.wrong("a backoff out of bounds", "backoff at most backoff_max, and that at most 30d");
}

std::optional<core::KeyRange> read_keys(const Field& field) {
  static constexpr const char* kExpected =
      "the first digits of the first and the last content key, such as [\"0\", \"7f\"]";
  const auto ends = field.items(kExpected);
  if (!ends) return std::nullopt;
  if (ends->size() != 2) {
    field.wrong(fmt::format("a list of {}", ends->size()), kExpected);
    return std::nullopt;
  }
  const std::optional<std::string> first = (*ends)[0].text();
  const std::optional<std::string> last = (*ends)[1].text();
  if (!first || !last) return std::nullopt;
  const core::Result<core::KeyRange> range = core::key_range(*first, *last);
  if (range) return *range;
  field.wrong(range.error().first, kExpected);
  return std::nullopt;
}

void read_route(const Field& field, const ReadState& state, std::vector<core::Route>& routes) {
  MapReader map(field);
  core::Route route;
  if (const auto capability = map.find("capability")) route.capability = capability->line();
  if (const auto keys = map.find("keys")) route.keys = read_keys(*keys);
  const std::optional<Field> hops = map.require("to");
  const auto items = hops ? hops->items("a list of names of nodes, in the order of asking") : std::nullopt;
  if (!items) return;
  if (items->empty()) hops->wrong("an empty list", "at least one node");
  for (const Field& item : *items)
    if (read_node(item, state)) route.next_hops.push_back(core::Symbol::unqualified(item.node().text));
  routes.push_back(std::move(route));
}

void read_routing(MapReader& map, const ReadState& state, core::FabricOptions& fabric) {
  static constexpr WordTable<bool, 2> kRoutings = {{{"content", false}, {"static", true}}};
  bool by_table = false;
  take_word(map, "routing", kRoutings, by_table);
  const std::optional<Field> table = by_table ? map.require("routes") : map.find("routes");
  if (!table) return;
  std::vector<core::Route> routes;
  if (const auto items = table->items("a list of routes"))
    for (const Field& item : *items) read_route(item, state, routes);
  // Without `routing: static` a table waits for whoever compares the two: it is read, and not used.
  if (by_table) fabric.routes = core::RouteTable(std::move(routes));
}

void read_lookup(const Field& field, const ReadState& state, core::FabricOptions& fabric) {
  core::LookupOptions& lookup = fabric.lookup;
  static constexpr WordTable<core::ReplyMatching, 2> kMatching = {
      {{"correlated", core::ReplyMatching::correlated},
       {"arrival_order", core::ReplyMatching::arrival_order}}};
  MapReader map(field);
  map.later({"cache"});
  if (const auto order = map.find("order")) read_order(*order, lookup);
  take_timeout(map, "announced_timeout", lookup.announced_timeout);
  take_timeout(map, "peer_timeout", lookup.peer_timeout);
  take_timeout(map, "home_timeout", lookup.home_timeout);
  take_word(map, "reply_matching", kMatching, lookup.reply_matching);
  static constexpr WordTable<core::Asking, 3> kAskings = {{{"sequential", core::Asking::sequential},
                                                           {"hedged", core::Asking::hedged},
                                                           {"parallel", core::Asking::parallel}}};
  take_word(map, "asking", kAskings, lookup.asking);
  take_timeout(map, "hedge_after", lookup.hedge_after);
  if (const auto parallel = map.find("parallel"))
    lookup.parallel = static_cast<std::uint32_t>(parallel->count(1, UINT32_MAX).value_or(1));
  if (const auto probes = map.find("probes")) lookup.probes = count_or(*probes, "all");
  if (const auto breaker = map.find("breaker")) read_breaker(*breaker, lookup.breaker);
  for (const auto& [key, member] : kLookupSwitches)
    if (const auto value = map.find(key)) lookup.*member = value->boolean().value_or(lookup.*member);
  read_routing(map, state, fabric);
}

void take_bool(MapReader& map, const char* key, bool& target) {
  if (const auto field = map.find(key)) target = field->boolean().value_or(target);
}

void take_size(MapReader& map, const char* key, std::uint64_t max, std::uint64_t& target) {
  if (const auto field = map.find(key)) target = field->size_or_unbounded(max).value_or(target);
}

void read_store(const Field& field, core::StoreOptions& store) {
  constexpr std::uint64_t kCapacityMax = std::uint64_t{1} << 50;
  MapReader map(field);
  take_size(map, "capacity", kCapacityMax, store.capacity_bytes);
  take_size(map, "reply_max", core::kReplyBytesMax, store.reply_bytes_max);
  take_bool(map, "pin_unannounced", store.pin_unannounced);
  take_bool(map, "announce_recovered", store.announce_recovered);
  take_bool(map, "verify_replies", store.verify_replies);
}

void read_replication(const Field& field, core::ReplicationOptions& replication) {
  MapReader map(field);
  if (const auto factor = map.find("factor"))
    replication.factor = static_cast<std::uint32_t>(factor->count(0, UINT32_MAX).value_or(0));
  take_timeout(map, "interval", replication.interval);
  if (const auto batch = map.find("batch"))
    replication.batch = static_cast<std::uint32_t>(batch->count(1, UINT32_MAX).value_or(1));
}

void read_index(const Field& field, core::IndexOptions& index) {
  static constexpr WordTable<bool, 2> kModes = {{{"retracting", true}, {"grow_only", false}}};
  MapReader map(field);
  take_word(map, "mode", kModes, index.retracting);
  if (const auto holders = map.find("holders_per_key")) {
    if (holders->is_scalar() && holders->node().text == "unbounded")
      index.holders_per_key_max = 0;
    else
      index.holders_per_key_max = static_cast<std::uint32_t>(holders->count(1, UINT32_MAX).value_or(1));
  }
  if (const auto hearsay = map.find("hearsay_max")) index.hearsay_max = hearsay->count(0, UINT64_MAX).value_or(0);
  if (const auto facts = map.find("facts_max")) index.facts_max = facts->count(0, UINT32_MAX).value_or(0);
  if (const auto missed = map.find("missed_for")) index.missed_for = missed->duration().value_or(index.missed_for);
}

void read_home(const Field& field, core::HomeOptions& home) {
  MapReader map(field);
  if (const auto queue = map.find("queue")) home.queue = count_or(*queue, "unbounded");
  take_timeout(map, "retry_after", home.retry_after);
}

void read_ledger(const Field& field, core::FabricOptions& fabric) {
  static constexpr WordTable<core::LedgerSync, 2> kSyncs = {
      {{"always", core::LedgerSync::always}, {"never", core::LedgerSync::never}}};
  static constexpr WordTable<core::ReplayRule, 2> kReplays = {
      {{"first_wins", core::ReplayRule::first_wins}, {"last_wins", core::ReplayRule::last_wins}}};
  constexpr std::uint64_t kSegmentMax = std::uint64_t{1} << 40;
  MapReader map(field);
  take_word(map, "sync", kSyncs, fabric.ledger_sync);
  take_word(map, "replay", kReplays, fabric.log.replay);
  take_size(map, "segment", kSegmentMax, fabric.log.segment_bytes);
  static constexpr WordTable<core::LedgerFailure, 2> kFailures = {
      {{"strict", core::LedgerFailure::strict}, {"warn", core::LedgerFailure::warn}}};
  take_word(map, "failure", kFailures, fabric.ledger_failure);
}

}  // namespace

void read_fabric(MapReader& root, ReadState& state) {
  static constexpr WordTable<core::PlantedBug, core::kPlantedBugs> kBugs = {
      {{"none", core::PlantedBug::none},
       {"forget_facts", core::PlantedBug::forget_facts},
       {"ask_on_local_hit", core::PlantedBug::ask_on_local_hit},
       {"record_errors", core::PlantedBug::record_errors},
       {"answer_before_append", core::PlantedBug::answer_before_append},
       {"answer_twice", core::PlantedBug::answer_twice},
       {"ignore_cancel", core::PlantedBug::ignore_cancel},
       {"skip_stream_item", core::PlantedBug::skip_stream_item},
       {"believe_old_news", core::PlantedBug::believe_old_news},
       {"never_evict", core::PlantedBug::never_evict},
       {"serve_quarantined", core::PlantedBug::serve_quarantined},
       {"forget_retractions", core::PlantedBug::forget_retractions},
       {"drop_batch", core::PlantedBug::drop_batch},
       {"skip_incarnation", core::PlantedBug::skip_incarnation},
       {"forget_down_peer", core::PlantedBug::forget_down_peer},
       {"wrong_checksum", core::PlantedBug::wrong_checksum}}};
  const std::optional<Field> field = root.find("fabric");
  if (!field) return;
  core::FabricOptions& fabric = state.scenario.fabric;
  MapReader map(*field);
  map.later({"cache"});
  if (const auto gossip = map.find("gossip")) fabric.gossip = read_gossip(*gossip, state);
  if (const auto membership = map.find("membership")) read_membership(*membership, fabric.membership);
  if (const auto lookup = map.find("lookup")) read_lookup(*lookup, state, fabric);
  if (const auto ledger = map.find("ledger")) read_ledger(*ledger, fabric);
  if (const auto store = map.find("store")) read_store(*store, fabric.store);
  if (const auto replication = map.find("replication")) read_replication(*replication, fabric.replication);
  if (const auto index = map.find("index")) read_index(*index, fabric.index);
  if (const auto home = map.find("home")) read_home(*home, fabric.home);
  if (const auto stream = map.find("stream")) read_stream_options(*stream, fabric.stream);
  take_word(map, "planted_bug", kBugs, fabric.planted_bug);
}

}  // namespace fleetsim::sim
