#include "core/membership/peer_choice.h"

#include <algorithm>
#include <optional>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

__extension__ using Wide = unsigned __int128;

// Above so many, and more than half of those that there are, drawing one that is not taken yet takes too long.
constexpr std::uint32_t kDrawnMax = 16;
// So often a near one is drawn before chance decides: those that are no peers, down or taken are not counted out first.
constexpr int kNearTries = 8;

bool contains(std::span<const NodeId> list, NodeId node) { return std::ranges::find(list, node) != list.end(); }

bool is_down(const PeerChoice& choice, NodeId node) { return std::ranges::binary_search(choice.down, node); }

// With probability part / whole, at most 1.
bool chance(std::uint64_t part, std::uint64_t whole, Dice& dice) { return dice.chance({std::min(part, whole), whole}); }

Ratio near_share(const PeerChoice& choice) {
  const Ratio share = choice.near_share;
  const bool more = static_cast<Wide>(share.numerator) * kNearShareMax.denominator >
                    static_cast<Wide>(kNearShareMax.numerator) * share.denominator;
  return more ? kNearShareMax : share;
}

// Draws from one fleet without ever listing it, as long as enough of it is left.
class Urn {
 public:
  Urn(const PeerChoice& choice, std::uint32_t wanted, Dice& dice)
      : choice_(choice), up_(choice.peers.size() - static_cast<std::uint32_t>(choice.down.size())), dice_(dice) {
    const bool few_up = up_ < choice.peers.size() / 2;
    const bool nearly_all = wanted > kDrawnMax && wanted > up_ / 2;
    if (few_up || nearly_all) list();
  }

  std::uint32_t up() const { return up_; }

  // One that is near and not in `taken`, if trying a few times finds one.
  std::optional<NodeId> draw_near(const std::vector<NodeId>& taken) {
    for (int i = 0; i < kNearTries; ++i) {
      const NodeId node = choice_.near[dice_.below(choice_.near.size())];
      if (choice_.peers.contains(node) && !is_down(choice_, node) && !contains(taken, node)) return node;
    }
    return std::nullopt;
  }

  // One that is up and not in `taken`; there must be one.
  NodeId draw(const std::vector<NodeId>& taken) {
    while (true) {
      const NodeId node = listed_.empty() ? drawn() : dealt();
      if (!contains(taken, node)) return node;
    }
  }

 private:
  void list() {
    listed_.reserve(up_);
    for (std::uint32_t position = 0; position < choice_.peers.size(); ++position)
      if (const NodeId node = choice_.peers.id(position); !is_down(choice_, node)) listed_.push_back(node);
  }

  NodeId drawn() {
    while (true) {
      const NodeId node = choice_.peers.id(static_cast<std::uint32_t>(dice_.below(choice_.peers.size())));
      if (!is_down(choice_, node)) return node;
    }
  }

  // Each at most once: the next card of a deck that is shuffled as it is dealt.
  NodeId dealt() {
    FLEET_CHECK(dealt_ < listed_.size());
    const std::size_t other = dealt_ + dice_.below(listed_.size() - dealt_);
    std::swap(listed_[dealt_], listed_[other]);
    return listed_[dealt_++];
  }

  const PeerChoice& choice_;
  std::uint32_t up_;
  Dice& dice_;
  std::vector<NodeId> listed_;
  std::size_t dealt_ = 0;
};

std::optional<NodeId> draw_seed(const PeerChoice& choice, const std::vector<NodeId>& chosen, Dice& dice) {
  std::vector<NodeId> seeds(choice.seeds.begin(), choice.seeds.end());
  std::erase(seeds, choice.peers.self());
  if (seeds.empty()) return std::nullopt;
  if (std::ranges::any_of(seeds, [&](NodeId seed) { return contains(chosen, seed); })) return std::nullopt;
  if (!chance(seeds.size(), std::max<std::uint64_t>(choice.peers.size(), 1), dice)) return std::nullopt;
  return seeds[dice.below(seeds.size())];
}

}  // namespace

std::vector<NodeId> choose_peers(const PeerChoice& choice, std::uint32_t count, Dice& dice) {
  FLEET_CHECK(choice.down.size() <= choice.peers.size(), "down and no peer");
  Urn urn(choice, count, dice);
  const std::uint32_t wanted = std::min(count, urn.up());
  const Ratio share = near_share(choice);
  std::vector<NodeId> chosen;
  chosen.reserve(wanted + 2);
  while (chosen.size() < wanted) {
    std::optional<NodeId> node;
    if (!choice.near.empty() && dice.chance(share)) node = urn.draw_near(chosen);
    chosen.push_back(node ? *node : urn.draw(chosen));
  }
  if (!choice.down.empty() && chance(choice.down.size(), std::uint64_t{urn.up()} + 1, dice))
    chosen.push_back(choice.down[dice.below(choice.down.size())]);
  if (const std::optional<NodeId> seed = draw_seed(choice, chosen, dice)) chosen.push_back(*seed);
  return chosen;
}

}  // namespace fleetsim::core
