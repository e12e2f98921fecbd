#include "core/gossip/gossip.h"

#include <algorithm>
#include <array>

#include "core/gossip/index_exchange.h"

namespace fleetsim::core {
namespace {

std::variant<NoGossip, FullGossip> strategy_of(const GossipOptions& options) {
  switch (options.strategy) {
    case GossipStrategy::none:
      return NoGossip{};
    case GossipStrategy::full:
      return FullGossip{};
  }
  FLEET_CHECK(false, "an unknown gossip strategy");
}

// `count` distinct peers, uniform; all of them when there are no more.
std::vector<NodeId> choose_peers(GossipWorld world, std::uint32_t count) {
  const std::uint32_t size = world.peers.size();
  std::vector<NodeId> chosen;
  while (chosen.size() < std::min(count, size)) {
    const NodeId peer = world.peers.id(static_cast<std::uint32_t>(world.dice.below(size)));
    if (std::ranges::find(chosen, peer) == chosen.end()) chosen.push_back(peer);
  }
  return chosen;
}

}  // namespace

const char* to_string(GossipStrategy strategy) {
  static constexpr std::array<const char*, 2> names = {"none", "full"};
  return names.at(static_cast<std::size_t>(strategy));
}

Gossip::Gossip(const GossipOptions& options) : options_(options), strategy_(strategy_of(options)) {}

Duration Gossip::next_tick(Dice& dice) const {
  const std::int64_t spread = options_.interval.ns / static_cast<std::int64_t>(options_.jitter.denominator) *
                              static_cast<std::int64_t>(options_.jitter.numerator);
  return options_.interval + dice.between({-spread}, {spread});
}

void Gossip::on_tick(GossipWorld world, Effects& out) {
  if (!std::holds_alternative<FullGossip>(strategy_)) return;
  for (NodeId peer : choose_peers(world, options_.fanout)) send_index(peer, true, world, out);
}

Absorbed Gossip::on_facts(NodeId from, const IndexFacts& facts, GossipWorld world, Effects& out) {
  const bool known_already = facts.index_root == world.index.root() && facts.index_size == world.index.size();
  Absorbed absorbed;
  if (!known_already) {
    AbsorbLimits limits = world.limits;
    limits.from = &world.peers.directory().name(from);
    absorbed = absorb(world.index, facts, limits);
  }
  const std::uint64_t added = absorbed.change.added.size();
  counters_.facts_new += added;
  counters_.facts_duplicate += facts.holders.size() - std::min<std::uint64_t>(added, facts.holders.size());
  const bool differs = facts.index_root != world.index.root() || facts.index_size != world.index.size();
  if (facts.answer_wanted && differs && std::holds_alternative<FullGossip>(strategy_))
    send_index(from, false, world, out);
  return absorbed;
}

void Gossip::send_index(NodeId to, bool answer_wanted, GossipWorld world, Effects& out) {
  FullGossip::Encoded& encoded = std::get<FullGossip>(strategy_).encoded;
  if (encoded.index_size != world.index.size() || encoded.root != world.index.root()) {
    encoded = {world.index.root(), world.index.size(), {}, {}};
  }
  std::vector<Letter>& messages = answer_wanted ? encoded.push : encoded.answer;
  if (messages.empty())
    for (IndexFacts& facts : export_index(world.index, answer_wanted))
      messages.push_back(write_letter(std::move(facts), world.hand_over));
  for (const Letter& letter : messages) {
    ++counters_.messages_sent;
    counters_.bytes_sent += letter.bytes->size();
    out.push_back(Send{to, letter.bytes, letter.said});
  }
}

}  // namespace fleetsim::core
