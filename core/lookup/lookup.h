#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/env/dice.h"
#include "core/env/peer_list.h"
#include "core/eval/answer_source.h"
#include "core/lookup/lookup_options.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// The error of a lookup that found nobody and has no home.
Error no_holder_error();

/// One lookup after the local miss: whom to ask next. Plain data, no I/O: a driver carries out each step and feeds back
/// what came of it. Both drivers, the synchronous fabric and the node, use this one machine.
///
/// Order: the announced holders ascending by symbol, each through its first configured peer; then other peers (all in
/// configuration order, or a sample); then the home. Never the node itself, nobody twice. Announced holders may be
/// asked beside each other, everybody else one after another.
class Lookup {
 public:
  /// Whom a lookup may ask.
  struct Stages {
    bool announced = true;
    bool peers = true;
    bool home = true;

    friend bool operator==(const Stages&, const Stages&) = default;
  };
  struct AskPeer {
    std::uint32_t position;  ///< in the PeerList
    AnswerSource source;     ///< announced or peer
  };
  struct AskHome {};
  /// Nothing to do until one of those who are being asked answers or fails.
  struct Wait {};
  struct Fail {
    Error error;
  };
  using Step = std::variant<AskPeer, AskHome, Wait, Fail>;

  /// `announced`: the holders that the index lists, ascending.
  Lookup(std::vector<Symbol> announced, Stages stages) : announced_(std::move(announced)), stages_(stages) {}

  /// The first step. `dice` draw the sample of other peers; not used when everybody is asked anyway.
  Step start(const Symbol& self, const PeerList& peers, const LookupOptions& options, Dice& dice);
  /// One that was asked failed: any error of a peer is a miss, the home's is the answer.
  Step on_failure(AnswerSource asked, const Error& error, const Symbol& self, const PeerList& peers);
  /// One more announced holder beside those that are being asked; Wait when there is none.
  Step one_more(const Symbol& self, const PeerList& peers);
  /// The peer of the step before is not to be asked now: it comes after all others, and only when there is no home.
  Step put_off(const AskPeer& step, const Symbol& self, const PeerList& peers);
  /// Begins again after the home could not take it: with holders announced since, then the home.
  Step again(const std::vector<Symbol>& announced, const Symbol& self, const PeerList& peers);
  /// Only the home is left to ask: for when what holders hold is of no use.
  void go_home() { stages_.announced = stages_.peers = false; }

  /// How many are being asked.
  std::uint32_t open() const { return open_; }
  /// Whether announced holders are left to ask.
  bool more_announced() const {
    return stage_ == Stage::announced && stages_.announced && position_ < announced_.size();
  }
  /// Whether the step before was the last resort: somebody put off.
  bool last_resort() const { return stage_ == Stage::put_off; }
  /// Whether nobody is left to ask after those who have been.
  bool last(const PeerList& peers) const;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(announced_, sample_, put_off_, position_, stage_, stages_, open_);
  }

 private:
  enum class Stage : std::uint8_t { announced, peers, put_off, home, done };

  Step next(const Symbol& self, const PeerList& peers);
  std::optional<AskPeer> next_announced(const Symbol& self, const PeerList& peers);
  std::optional<AskPeer> next_peer(const Symbol& self, const PeerList& peers);
  void draw_sample(std::uint32_t wanted, const Symbol& self, const PeerList& peers, Dice& dice);
  bool is_announced(const Symbol& name) const;
  Step ask(AskPeer peer);

  std::vector<Symbol> announced_;
  std::optional<std::vector<std::uint32_t>> sample_;  // positions; none: all peers
  std::vector<AskPeer> put_off_;
  std::uint32_t position_ = 0;  // next in the list of the stage
  Stage stage_ = Stage::announced;
  Stages stages_;
  std::uint32_t open_ = 0;
};

}  // namespace fleetsim::core
