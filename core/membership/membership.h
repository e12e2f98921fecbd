#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "core/env/dice.h"
#include "core/env/directory.h"
#include "core/membership/membership_options.h"
#include "core/membership/news_queue.h"
#include "core/membership/probe_order.h"
#include "core/wire/member_frame.h"

namespace fleetsim::core {

/// What an input of a Membership comes with; all of it belongs to the node.
struct MemberWorld {
  const Peers& peers;
  Dice& dice;
  Instant now;
};

struct MemberSend {
  NodeId to = kNobody;
  MemberFrame frame;
};

/// What is believed of a peer from now on.
struct Judgement {
  NodeId peer = kNobody;
  MemberState state = MemberState::up;
  std::uint64_t incarnation = 0;  ///< of the peer; 0: not known
  NodeId from = kNobody;          ///< who said so; the node itself for what it found out

  friend bool operator==(const Judgement&, const Judgement&) = default;
};

/// What a Membership wants done, in this order.
struct MemberTurn {
  std::vector<Judgement> judged;
  std::vector<MemberSend> frames;
};

/// Who of the peers is there.
///
/// Model: SWIM (Das, Gupta, Motivala, DSN 2002). Every interval one peer is probed, each once a pass; if it does not answer in
///   time, others are asked to probe it; if nobody gets an answer until the next interval, it is a suspect, and gone if it
///   does not refute that by a higher incarnation of its own. What is found out travels on the frames of probes. From
///   Lifeguard (Dadgar, Phillips, Currey, DSN-W 2018) are: whoever is suspected is told first; a node that stood still
///   itself suspects nobody for it. Beyond both: whoever is gone is tried now and then for ever, so that two halves that lost
///   each other for longer than every timeout meet again.
/// Memory: nothing for a peer that is believed up and of which nothing was said lately. A peer that invents things can make
///   entries for peers that exist, and no others.
/// A plain value, one timer: wake() after every input. Determinism: a function of its inputs and its dice.
/// Requires that `now` never goes back, and always the same peers.
class Membership {
 public:
  /// `believes_old_news`: a bug for tests, see PlantedBug.
  explicit Membership(const MembershipOptions& options, bool believes_old_news = false)
      : options_(options), believes_old_news_(believes_old_news) {}

  /// The first input of a life. Incarnations of a later life are higher than all of an earlier one.
  void begin(std::uint32_t life, MemberWorld world);
  void on_frame(NodeId from, const MemberFrame& frame, MemberWorld world, MemberTurn& turn);
  /// Something else came from that node: it is there.
  void heard(NodeId from, MemberWorld world, MemberTurn& turn);
  /// The time may have come. Harmless when it has not.
  void on_time(MemberWorld world, MemberTurn& turn);

  /// When on_time is due; none: never.
  std::optional<Instant> wake() const;

  MemberState state_of(NodeId peer) const;
  /// Peers that are gone, ascending: what PeerChoice wants. A suspect still counts as up, and hears so that it is one.
  std::span<const NodeId> down() const { return down_; }
  std::uint64_t incarnation() const { return incarnation_; }
  /// Peers that cost memory.
  std::size_t entries() const { return beliefs_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(incarnation_, active_, next_tick_, number_, order_, probe_, relays_, beliefs_, due_, down_, suspects_, news_);
  }

 private:
  /// What is believed of a peer when that is not simply that it is up.
  struct Belief {
    MemberState state = MemberState::up;
    std::uint64_t incarnation = 0;
    Instant until = kNever;  ///< suspect: gone then; up: forgotten then; gone: never
    bool mine = false;       ///< suspect: found out here
    bool vouched = false;    ///< up: heard of it since; a suspicion of the same incarnation is older
    bool asked = false;      ///< suspect: for a last word
  };
  struct OpenProbe {
    NodeId target = kNobody;
    std::uint64_t number = 0;
    Instant deadline;
    bool asked = false;  ///< others, to probe it too
  };
  /// A probe for somebody else.
  struct Relay {
    NodeId asker = kNobody;
    std::uint64_t number = 0;  ///< the asker's
    NodeId target = kNobody;
    Instant until;
  };

  void set(NodeId peer, const Belief& belief);
  void forget(NodeId peer);
  void take_news(NodeId from, const MemberNews& said, MemberWorld world, MemberTurn& turn);
  void take_incarnation(NodeId from, std::uint64_t incarnation, MemberWorld world, MemberTurn& turn);
  bool refute(const MemberNews& said);
  void take_ack(NodeId from, const MemberFrame& frame, MemberWorld world, MemberTurn& turn);
  void relay(NodeId from, const MemberFrame& frame, MemberWorld world, MemberTurn& turn);
  void judge_probe(MemberWorld world, MemberTurn& turn);
  void begin_probe(MemberWorld world, MemberTurn& turn);
  void ask_others(MemberWorld world, MemberTurn& turn);
  void try_one_gone(MemberWorld world, MemberTurn& turn);
  void expire(MemberWorld world, MemberTurn& turn);
  void stood_still(Duration late);
  void send(NodeId to, MemberFrame frame, MemberWorld world, MemberTurn& turn);
  Duration suspicion(MemberWorld world) const { return options_.suspicion_time(std::uint64_t{world.peers.size()} + 1); }
  /// How long news that is refuted may still be on its way: until nobody has it as a suspicion any more, and as long again.
  Duration echo(MemberWorld world) const { return suspicion(world) * 2; }

  MembershipOptions options_;
  bool believes_old_news_;

  std::uint64_t incarnation_ = 0;
  bool active_ = false;
  Instant next_tick_;
  std::uint64_t number_ = 0;  // of the last question
  ProbeOrder order_;
  std::optional<OpenProbe> probe_;
  std::map<std::uint64_t, Relay> relays_;         // by the number of the probe
  std::map<NodeId, Belief> beliefs_;              // of those of whom there is something to remember
  std::set<std::pair<Instant, NodeId>> due_;      // beliefs that end
  std::vector<NodeId> down_;                      // beliefs that are gone
  std::size_t suspects_ = 0;                      // among the beliefs
  NewsQueue news_;
};

}  // namespace fleetsim::core
