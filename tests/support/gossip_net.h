#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/gossip/gossip.h"
#include "core/store/holding_index.h"
#include "tests/support/contents.h"

namespace fleetsim::tests {

/// A fleet of nothing but gossip on a network of nothing but delays: strategies alone, without nodes, disks and scenarios.
/// Determinism: a function of what is done to it and of the seed.
class GossipNet {
 public:
  struct Weather {
    core::Ratio loss{0, 1};
    core::Ratio duplicate{0, 1};
    core::Duration least = core::milliseconds(5);
    core::Duration most = core::milliseconds(50);
  };
  struct Member {
    Member(std::shared_ptr<const core::Directory> directory, core::NodeId self, core::GossipOptions how,
           std::shared_ptr<core::FactTable> facts, std::uint64_t seed)
        : options(std::move(how)), peers(std::move(directory), self), index(std::move(facts)), dice(seed, self) {}

    core::GossipOptions options;
    core::Peers peers;
    core::HoldingIndex index;
    core::Dice dice;
    core::Gossip gossip;
    core::GossipBug bug = core::GossipBug::none;
    std::vector<core::NodeId> down;  ///< whom it believes down, ascending
    std::uint32_t life = 1;
    std::uint32_t said = 0;
    std::map<core::TimerId, core::Instant> timers;
    std::map<std::string, std::uint64_t> bytes_sent;  ///< by kind of message
  };

  /// Members `n0`, `n1`, ... of one strategy. `own_tables`: each has a table of its own, as on machines of their own.
  GossipNet(std::uint32_t size, const core::GossipOptions& options, std::uint64_t seed, bool own_tables = false);

  Member& member(core::NodeId id) { return *members_.at(id); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(members_.size()); }
  core::Instant now() const { return now_; }

  Weather weather;
  /// Whether a message gets through at all; for partitions and links that work one way.
  std::function<bool(core::NodeId from, core::NodeId to)> connected = [](core::NodeId, core::NodeId) { return true; };

  /// The member holds the key, or holds it no more.
  void announce(core::NodeId id, const std::string& key, const std::string& reply = "reply");
  void announce(core::NodeId id, const core::ContentKey& key, const std::string& reply = "reply");
  void retract(core::NodeId id, const std::string& key);
  /// A fact of the original's kind, without a number.
  void announce_unstamped(core::NodeId id, const std::string& key);
  /// The member is gone with all it knew; a new life begins under the same name.
  void restart(core::NodeId id);

  void run_for(core::Duration span);
  /// Whether all members have the same index, which has everything that any of them has.
  bool converged() const;
  core::GossipCounters totals() const;

 private:
  struct Event {
    core::NodeId to;
    core::NodeId from;
    core::SharedBytes bytes;  // null: a timer
    core::TimerId timer = 0;
    std::uint32_t life = 0;
  };

  core::GossipWorld world(Member& member);
  void carry_out(core::NodeId id, const core::Effects& effects);
  void say(core::NodeId id, core::FactId fact);
  void deliver(const Event& event);

  std::shared_ptr<const core::Directory> directory_;
  std::vector<std::unique_ptr<Member>> members_;
  std::uint64_t seed_;
  bool own_tables_;
  std::shared_ptr<core::FactTable> table_ = std::make_shared<core::FactTable>();
  core::Dice dice_;
  core::Instant now_;
  std::uint64_t sequence_ = 0;
  std::map<std::pair<core::Instant, std::uint64_t>, Event> events_;
};

}  // namespace fleetsim::tests
