#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/membership/membership.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

inline std::shared_ptr<const core::Directory> numbered_directory(std::uint32_t size) {
  std::vector<core::Symbol> names;
  for (std::uint32_t i = 0; i < size; ++i) names.push_back(core::Symbol::unqualified("n" + std::to_string(i)));
  return std::make_shared<const core::Directory>(std::move(names));
}

/// Memberships that know each other, the ways between them, and a clock. Frames take 1 to 20 ms.
class MemberFleet {
 public:
  MemberFleet(std::uint32_t size, const core::MembershipOptions& options, std::uint64_t seed, bool believes_old_news = false)
      : options_(options), believes_old_news_(believes_old_news), directory_(numbered_directory(size)), random_(seed) {
    for (core::NodeId id = 0; id < size; ++id)
      nodes_.push_back({core::Membership(options), core::Peers(directory_, id), core::Dice(seed, std::uint64_t{id})});
    for (core::NodeId id = 0; id < size; ++id) boot(id);
  }

  /// Every judgement, with who made it.
  struct Judged {
    core::Instant at;
    core::NodeId by;
    core::Judgement what;
  };

  core::Instant now;
  std::vector<Judged> judged;
  std::uint64_t frames = 0;
  std::uint64_t loss_percent = 0;
  /// Whether a frame gets from one to the other; all do, by default.
  std::function<bool(core::NodeId from, core::NodeId to)> passes = [](core::NodeId, core::NodeId) { return true; };

  core::Membership& node(core::NodeId id) { return nodes_[id].machine; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }

  /// A new life of a node that is new or was off.
  void boot(core::NodeId id) {
    Node& node = nodes_[id];
    node.on = true;
    ++node.life;
    node.machine = core::Membership(options_, believes_old_news_);
    node.machine.begin(node.life, world(node));
  }
  void crash(core::NodeId id) { nodes_[id].on = false; }
  /// Stands still until then; what comes waits.
  void pause(core::NodeId id, core::Instant until) { nodes_[id].still_until = until; }

  void inject(core::NodeId from, core::NodeId to, const core::MemberFrame& frame) { arrive({from, to, frame}); }

  void run(core::Duration span) {
    const core::Instant end = now + span;
    while (step(end)) {
    }
    now = end;
  }

  core::MemberState belief(core::NodeId by, core::NodeId of) const { return nodes_[by].machine.state_of(of); }
  bool all_believe(core::NodeId of, core::MemberState state) const {
    for (core::NodeId by = 0; by < size(); ++by)
      if (by != of && nodes_[by].on && belief(by, of) != state) return false;
    return true;
  }
  bool all_up() const {
    for (core::NodeId of = 0; of < size(); ++of)
      if (!all_believe(of, core::MemberState::up)) return false;
    return true;
  }
  std::size_t entries() const {
    std::size_t sum = 0;
    for (const Node& node : nodes_) sum += node.machine.entries();
    return sum;
  }

 private:
  struct Node {
    core::Membership machine;
    core::Peers peers;
    core::Dice dice;
    bool on = false;
    std::uint32_t life = 0;
    core::Instant still_until{};
  };
  struct Travelling {
    core::NodeId from;
    core::NodeId to;
    core::MemberFrame frame;
  };

  core::MemberWorld world(Node& node) { return {node.peers, node.dice, now}; }

  bool step(core::Instant end) {
    core::Instant at = way_.empty() ? core::kNever : way_.begin()->first.first;
    core::NodeId due = core::kNobody;
    for (core::NodeId id = 0; id < size(); ++id) {
      if (!nodes_[id].on) continue;
      const std::optional<core::Instant> wake = nodes_[id].machine.wake();
      if (!wake) continue;
      const core::Instant when = std::max(*wake, nodes_[id].still_until);
      if (when < at) {
        at = when;
        due = id;
      }
    }
    if (at > end || at == core::kNever) return false;
    now = std::max(now, at);
    if (due != core::kNobody) {
      core::MemberTurn turn;
      nodes_[due].machine.on_time(world(nodes_[due]), turn);
      carry_out(due, turn);
      return true;
    }
    Travelling travelling = std::move(way_.begin()->second);
    way_.erase(way_.begin());
    if (nodes_[travelling.to].still_until > now)
      way_.emplace(std::pair(nodes_[travelling.to].still_until, ++sent_), std::move(travelling));
    else
      arrive(travelling);
    return true;
  }

  void arrive(const Travelling& travelling) {
    Node& node = nodes_[travelling.to];
    if (!node.on) return;
    // As bytes, so that what is said is what can be said.
    const core::Result<core::MemberFrame> frame = core::decode_member_frame(core::encode_member_frame(travelling.frame));
    core::MemberTurn turn;
    node.machine.on_frame(travelling.from, *frame, world(node), turn);
    carry_out(travelling.to, turn);
  }

  void carry_out(core::NodeId by, core::MemberTurn& turn) {
    for (const core::Judgement& what : turn.judged) judged.push_back({now, by, what});
    for (core::MemberSend& send : turn.frames) {
      ++frames;
      const bool lost = random_.below(100) < loss_percent;
      const core::Duration takes = core::microseconds(1'000 + static_cast<std::int64_t>(random_.below(19'000)));
      if (lost || !passes(by, send.to)) continue;
      way_.emplace(std::pair(now + takes, ++sent_), Travelling{by, send.to, std::move(send.frame)});
    }
  }

  core::MembershipOptions options_;
  bool believes_old_news_;
  std::shared_ptr<const core::Directory> directory_;
  std::vector<Node> nodes_;
  SplitMix random_;
  std::uint64_t sent_ = 0;
  std::map<std::pair<core::Instant, std::uint64_t>, Travelling> way_;
};

}  // namespace fleetsim::tests
