#include "core/gossip/rumor_mill.h"

#include <algorithm>
#include <map>

#include "core/base/log_fixed.h"
#include "core/gossip/batch_builder.h"

namespace fleetsim::core {

// Everybody must know a content of which something else, that is no news any more, has been told everywhere.
bool RumorMill::settled(FactId fact, const HoldingIndex& index) const {
  const FactTable& table = index.table();
  if (table.is_epoch(fact)) return false;
  const FactStamp stamp = table.stamp(fact);
  return std::ranges::any_of(table.facts_of(table.key_of(fact)), [&](FactId other) {
    return other != fact && index.facts().contains(other) && !hot_.contains(other) &&
           (!stamp.says_reply() || table.stamp(other).reply == stamp.reply);
  });
}

void RumorMill::add(NodeId from, std::span<const FactId> news, const GossipWorld& world, GossipCounters& counters) {
  for (const FactId fact : news) {
    if (hot_.size() >= world.options.queue) {
      ++counters.overflowed;
      continue;
    }
    hot_.add({fact, from, world.options.compact && settled(fact, world.index)});
  }
}

RumorMill::Batch RumorMill::batch_without(NodeId peer, const GossipWorld& world) const {
  Batch batch;
  BatchBuilder builder(world.index.table());
  for (const auto& [place, hot] : hot_.in_order()) {
    if (hot.from == peer) continue;
    builder.add(hot.fact, hot.compact);
    batch.facts.push_back(hot.fact);
    if (std::ranges::find(batch.from, hot.from) == batch.from.end()) batch.from.push_back(hot.from);
    if (builder.bytes() >= world.options.batch_bytes) break;
  }
  if (!batch.facts.empty()) batch.letter = write_letter(GossipFrame(Rumor{builder.take()}), world.hand_over);
  return batch;
}

void RumorMill::push(std::span<const NodeId> peers, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  // What has been taken back since is no news.
  std::vector<FactId> stale;
  for (const auto& [place, hot] : hot_.in_order())
    if (!world.index.facts().contains(hot.fact)) stale.push_back(hot.fact);
  for (const FactId fact : stale) hot_.remove(fact);
  if (hot_.empty()) return;

  // Most peers get the same message: the exceptions are those who have told something of it.
  const Batch common = batch_without(kNobody, world);
  std::vector<std::pair<FactId, std::uint32_t>> sent;
  for (const FactId fact : common.facts) sent.emplace_back(fact, 0);
  const auto send = [&](NodeId peer, const Batch& batch) {
    const bool lost = world.bug == GossipBug::drop_batch && world.dice.below(8) == 0;
    if (!lost) send_letter(peer, batch.letter, GossipClass::payload, counters, out);
    if (&batch == &common) {
      for (auto& [fact, times] : sent) ++times;
    } else {
      for (const FactId fact : batch.facts) sent.emplace_back(fact, 1);
    }
  };
  for (const NodeId peer : peers) {
    if (std::ranges::find(common.from, peer) == common.from.end()) {
      send(peer, common);
      continue;
    }
    const Batch batch = batch_without(peer, world);
    if (!batch.facts.empty()) send(peer, batch);
  }
  const std::uint32_t budget = world.options.budget == kBudgetBySize
                                   ? transmit_budget(std::uint64_t{world.peers.size()} + 1, 4, world.options.loss)
                                   : world.options.budget;
  for (const auto& [fact, times] : sent)
    if (times > 0) hot_.sent(fact, times, budget);
}

}  // namespace fleetsim::core
