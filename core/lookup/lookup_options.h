#pragma once

#include <cstdint>

#include "core/base/time.h"

namespace fleetsim::core {

/// How a reply finds the ask that it answers.
enum class ReplyMatching : std::uint8_t {
  correlated,     ///< ask id, answering peer and key must all match; anything else is dropped and counted
  arrival_order,  ///< the original's behaviour: the next reply on a connection answers the open ask, whatever it says
};

/// `fabric.lookup`. The stages are always tried in the order local, announced, peers, home; each can be left out.
struct LookupOptions {
  bool ask_announced = true;
  bool ask_peers = true;
  bool ask_home = true;
  /// How long one announced holder, one other peer, the home site may take to answer; > 0.
  Duration announced_timeout = milliseconds(250);
  Duration peer_timeout = milliseconds(250);
  Duration home_timeout = seconds(30);
  ReplyMatching reply_matching = ReplyMatching::correlated;

  friend bool operator==(const LookupOptions&, const LookupOptions&) = default;
};

}  // namespace fleetsim::core
