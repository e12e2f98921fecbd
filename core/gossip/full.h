#pragma once

#include <cstdint>
#include <vector>

#include "core/gossip/gossip_world.h"
#include "core/wire/letter.h"

namespace fleetsim::core {

/// Push-pull of the whole index: the slowest in bytes, and what every other strategy must equal once all is quiet. A
/// receiver that knows as much, by the root of the index, answers nothing.
class FullGossip {
 public:
  void send(NodeId to, bool answer_wanted, const GossipWorld& world, GossipCounters& counters, Effects& out) {
    if (encoded_.index_size != world.index.size() || encoded_.root != world.index.root())
      encoded_ = {world.index.root(), world.index.size(), {}, {}};
    std::vector<Letter>& messages = answer_wanted ? encoded_.push : encoded_.answer;
    if (messages.empty())
      for (IndexFacts& facts : export_index(world.index, answer_wanted))
        messages.push_back(write_letter(std::move(facts), world.hand_over));
    for (const Letter& letter : messages) send_letter(to, letter, GossipClass::payload, counters, out);
  }

 private:
  /// The whole index as messages, kept until it changes: what is sent again and again is encoded once.
  struct Encoded {
    Hash128 root{};
    std::uint64_t index_size = 0;
    std::vector<Letter> push;
    std::vector<Letter> answer;
  };
  Encoded encoded_;
};

}  // namespace fleetsim::core
