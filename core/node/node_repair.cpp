// Replication: a key with too few holders is given to somebody who does not hold it.

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/node/node.h"
#include "core/env/timers.h"

namespace fleetsim::core {

void Node::schedule_repair(Turn turn) {
  if (options_.fabric.replication.factor == 0) return;
  turn.out.push_back(
      SetTimer{timer_id(TimerKind::repair, 0), turn.now + options_.fabric.replication.interval});
}

void Node::repair(Turn turn) {
  // A window that goes round over all that is held bounds the work and the traffic of a round.
  const std::vector<ContentKey> window = cassette_.keys_after(repaired_, options_.fabric.replication.batch);
  for (const ContentKey& key : window) repair(key, turn);
  if (!window.empty()) repaired_ = window.back();
  schedule_repair(turn);
}

void Node::repair(const ContentKey& key, Turn turn) {
  const ReplicationOptions& options = options_.fabric.replication;
  const FactTable& table = index_.table();
  std::vector<FactId> holding = index_.holding_facts(key);
  if (holding.size() >= options.factor) return shortages_.forget(key);
  RepairBook::Shortage& shortage = shortages_.shortage(key, holding.size(), turn.now);
  if (turn.now < shortage.next) return;

  // The holder with the least hash repairs; each further one takes it that those before it are gone, some
  // rounds later.
  std::ranges::sort(holding, {}, [&](FactId fact) { return table.rank(fact); });
  const auto mine = std::ranges::find_if(
      holding, [&](FactId fact) { return table.holder(table.holder_of(fact)) == name(); });
  if (mine == holding.end()) return;
  constexpr std::int64_t kRoundsPerRank = 4;
  const Duration patience{options.interval.ns * kRoundsPerRank * (mine - holding.begin())};
  if (turn.now - shortage.since < patience) return;

  const std::optional<NodeId> to = repair_target(key, shortage.attempts);
  if (!to) return;
  RepairBook::attempted(shortage, options.interval, turn.now);
  turn.observe(ReplicaSent{*to, key});
  send(*to, Keep{key, cassette_.find(key)->bytes()}, turn);
}

// The peers that do not hold the key, by hash of (peer, key); another one at each attempt, so that none is
// waited for in vain.
std::optional<NodeId> Node::repair_target(const ContentKey& key, std::uint32_t attempt) const {
  const std::vector<Symbol> holders = index_.holders_of(key);
  std::set<std::pair<Hash128, NodeId>> candidates;
  for (std::uint32_t i = 0; i < options_.peers.size(); ++i) {
    const Symbol& peer = options_.peers.name(i);
    if (!std::ranges::binary_search(holders, peer))
      candidates.emplace(placement_hash(peer, key), options_.peers.id(i));
  }
  if (candidates.empty()) return std::nullopt;
  return std::next(candidates.begin(), static_cast<std::ptrdiff_t>(attempt % candidates.size()))->second;
}

void Node::take_message(NodeId from, const Keep& keep, Turn turn) {
  Result<StoredReply> reply = StoredReply::from_bytes(keep.reply);
  if (!reply) return turn.observe(MessageRefused{from, keep.reply->size()});
  if (cassette_.contains(keep.key)) return;
  // Whoever could plant replies unasked could poison keys: it must have said before, in public, that it holds
  // exactly this.
  const std::optional<FactId> said = index_.latest(options_.peers.directory().name(from), keep.key);
  const bool known =
      said && index_.table().holds(*said) && index_.table().stamp(*said).reply == reply->digest();
  if (!known || !believes(from, keep.key, *reply, turn)) return turn.observe(ReplyDropped{from, keep.key});
  record(keep.key, *std::move(reply), {}, turn);
}

}  // namespace fleetsim::core
