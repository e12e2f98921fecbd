// `gossip`, of the whole fabric or of a group.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/membership/peer_choice.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

// The words of an enumeration of `N` values that says its own names.
template <class Word, std::size_t N>
std::array<std::pair<std::string_view, Word>, N> words_of() {
  std::array<std::pair<std::string_view, Word>, N> words;
  for (std::size_t i = 0; i < N; ++i) words[i] = {to_string(static_cast<Word>(i)), static_cast<Word>(i)};
  return words;
}

template <class Word, std::size_t N>
void take_word(MapReader& map, const char* key, Word& target) {
  static const std::array<std::pair<std::string_view, Word>, N> words = words_of<Word, N>();
  if (const auto field = map.find(key)) target = field->word<Word>(words).value_or(target);
}

// Intervals are scaled and added up on the way.
void take_interval(MapReader& map, const char* key, core::Duration& target) {
  const auto field = map.find(key);
  if (!field) return;
  const std::optional<core::Duration> span = field->span();
  if (span && span->ns == 0) field->wrong(field->found(), "a duration longer than 0s");
  if (span && span->ns > 0) target = *span;
}

void take_ratio(MapReader& map, const char* key, core::Ratio& target) {
  if (const auto field = map.find(key)) target = field->ratio().value_or(target);
}

void take_size(MapReader& map, const char* key, std::uint32_t& target) {
  constexpr std::uint64_t kLeast = 64;
  constexpr std::uint64_t kMost = std::uint64_t{16} << 20;
  if (const auto field = map.find(key))
    target = static_cast<std::uint32_t>(field->size(kLeast, kMost).value_or(target));
}

void read_sync(const Field& field, core::SyncOptions& sync) {
  MapReader map(field);
  take_interval(map, "interval", sync.interval);
  take_ratio(map, "jitter", sync.jitter);
  take_word<core::Reconciler, core::kReconcilers>(map, "reconciler", sync.reconciler);
  take_interval(map, "again", sync.again);
  take_size(map, "batch", sync.batch_bytes);
}

void read_tree(const Field& field, core::TreeOptions& tree) {
  constexpr std::uint64_t kNeighborsMax = 100;
  constexpr std::uint64_t kKnownMax = 10'000;
  MapReader map(field);
  if (const auto active = map.find("active"))
    tree.active = static_cast<std::uint32_t>(active->count(1, kNeighborsMax).value_or(tree.active));
  if (const auto passive = map.find("passive"))
    tree.passive = static_cast<std::uint32_t>(passive->count(0, kKnownMax).value_or(tree.passive));
  take_interval(map, "shuffle", tree.shuffle);
  take_interval(map, "lazy_tick", tree.lazy_tick);
  take_interval(map, "graft_after", tree.graft_after);
}

void read_budget(const Field& field, core::GossipOptions& gossip) {
  if (field.is_scalar() && field.node().text == "auto")
    gossip.budget = core::kBudgetBySize;
  else if (field.is_scalar() && field.node().text == "unlimited")
    gossip.budget = core::kNoBudget;
  else
    gossip.budget = static_cast<std::uint32_t>(field.count(1, core::kNoBudget - 1).value_or(1));
}

void read_seeds(const Field& field, const ReadState& state, core::GossipOptions& gossip) {
  const auto items = field.items("a list of names of nodes");
  if (!items) return;
  for (const Field& item : *items) {
    if (!read_node(item, state)) continue;
    core::Symbol name = core::Symbol::unqualified(item.node().text);
    if (std::ranges::find(gossip.seeds, name) != gossip.seeds.end())
      item.wrong(fmt::format("{} twice", item.found()), "each seed once");
    gossip.seeds.push_back(std::move(name));
  }
}

void read_locality(const Field& field, const ReadState& state, core::GossipOptions& gossip) {
  gossip.locality = field.ratio().value_or(core::Ratio{0, 1});
  const core::Ratio most = core::kNearShareMax;
  if (gossip.locality.numerator * most.denominator > most.numerator * gossip.locality.denominator)
    field.wrong(field.found(), "at most 80%, so that news leaves the neighbourhood");
  const auto placed = [](const Group& group) { return !group.zone.empty() || !group.region.empty(); };
  if (gossip.locality.numerator > 0 && state.nodes_known && std::ranges::none_of(state.scenario.topology.groups, placed))
    field.wrong("locality where no group has a zone or a region", "a group with one");
}

}  // namespace

core::GossipOptions read_gossip(const Field& field, const ReadState& state) {
  MapReader map(field);
  core::GossipStrategy strategy = core::GossipStrategy::hybrid;
  take_word<core::GossipStrategy, core::kGossipStrategies>(map, "strategy", strategy);
  core::GossipOptions gossip = core::GossipOptions::of(strategy);
  // What this strategy does not look at waits for whoever compares it with others: it is read, and checked.
  take_interval(map, "interval", gossip.interval);
  take_ratio(map, "jitter", gossip.jitter);
  take_word<core::TickSpacing, 2>(map, "spacing", gossip.spacing);
  take_word<core::TickPhase, 2>(map, "phase", gossip.phase);
  if (const auto fanout = map.find("fanout"))
    gossip.fanout = static_cast<std::uint32_t>(fanout->count(1, UINT32_MAX).value_or(1));
  take_word<core::GossipDirection, core::kGossipDirections>(map, "direction", gossip.direction);
  if (const auto budget = map.find("budget")) read_budget(*budget, gossip);
  take_ratio(map, "loss", gossip.loss);
  take_size(map, "batch", gossip.batch_bytes);
  if (const auto queue = map.find("queue"))
    gossip.queue = static_cast<std::uint32_t>(queue->count(1, UINT32_MAX).value_or(1));
  if (const auto compact = map.find("compact")) gossip.compact = compact->boolean().value_or(gossip.compact);
  if (const auto sync = map.find("sync")) read_sync(*sync, gossip.sync);
  if (const auto tree = map.find("tree")) read_tree(*tree, gossip.tree);
  if (const auto seeds = map.find("seeds")) read_seeds(*seeds, state, gossip);
  if (const auto locality = map.find("locality")) read_locality(*locality, state, gossip);
  return gossip;
}

}  // namespace fleetsim::sim
