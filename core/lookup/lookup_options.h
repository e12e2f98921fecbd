#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.h"

namespace fleetsim::core {

/// How a reply finds the ask that it answers.
enum class ReplyMatching : std::uint8_t {
  correlated,     ///< ask id, answering peer and key must all match; anything else is dropped and counted
  arrival_order,  ///< the original's behaviour: the next reply on a connection answers the open ask, whatever it says
};

/// How many announced holders are asked at a time.
enum class Asking : std::uint8_t {
  sequential,  ///< the original's: the next one when the one before has failed
  hedged,      ///< the next one also when the one before has not answered within `hedge_after`
  parallel,    ///< `parallel` of them at once
};

/// What becomes of a reply that the ledger cannot take.
enum class LedgerFailure : std::uint8_t {
  strict,  ///< the original's: the ledger's error is the answer
  warn,    ///< the reply is the answer, with a warning; it is not kept and not announced
};

/// When a peer that does not answer is passed over: after `failures` in a row, for `backoff`, doubled by each further
/// failure up to `backoff_max`. Any sign of life ends it.
struct BreakerOptions {
  std::uint32_t failures = 2;  ///< 0: never
  Duration backoff = seconds(1);
  Duration backoff_max = seconds(60);

  friend bool operator==(const BreakerOptions&, const BreakerOptions&) = default;
};

/// `fabric.lookup`. The stages are always tried in the order local, announced, peers, home; each can be left out.
/// Where the original behaves otherwise, the field says how; `reference()` is the original in all of them.
struct LookupOptions {
  bool ask_announced = true;
  bool ask_peers = true;
  bool ask_home = true;
  /// How long one announced holder, one other peer, the home site may take to answer; > 0.
  Duration announced_timeout = milliseconds(250);
  Duration peer_timeout = milliseconds(250);
  Duration home_timeout = seconds(30);
  ReplyMatching reply_matching = ReplyMatching::correlated;

  /// Whoever asks, and whoever serves, needs the declared capabilities for a hit too. Original: for computing only.
  bool check_every_hit = true;
  /// local-only asks no peer, remote-only reads no cassette. Original: both are like local-first.
  bool honour_consistency = true;
  Asking asking = Asking::hedged;
  Duration hedge_after = milliseconds(50);  ///< > 0
  std::uint32_t parallel = 2;               ///< >= 1
  /// A peer may take at most half of what is left until the deadline while others can still be asked. Original: each
  /// may take its whole timeout.
  bool budgeted = true;
  /// What nobody waits for any more is cancelled at the home. Original: computed all the same.
  bool cancel_abandoned = true;
  /// Requests of one node for one key share one lookup. Original: each has its own.
  bool single_flight = true;
  /// Why somebody did not help is told apart. Original: all of it is a miss.
  bool classify_misses = true;
  /// How many peers that are not announced are asked, drawn anew for each lookup. None: all of them, in configuration
  /// order, as the original does.
  std::optional<std::uint32_t> probes = 3;
  BreakerOptions breaker;
  /// An overloaded home is asked again later, while the deadline allows. Original: that is its answer.
  bool await_overloaded = true;
  /// The end of a stream ends the asks on it. Original: they wait for their timeouts.
  bool heed_links = true;
  /// `cacheable` of requests is heeded. Original: everything is kept for ever.
  bool honour_cacheability = true;
  /// Replies that carry a diagnostic of severity error are kept too, as by the original.
  bool keep_error_replies = false;
  /// A hit must be of the shape that the request wants. Original: not looked at.
  bool check_shapes = true;
  /// Requests for a stream go to the home and are not kept. Original: like any other.
  bool bypass_streams = true;
  /// A request with `trace` gets an info diagnostic that says who was asked. Original: none.
  bool explain = true;

  /// The original's behaviour in everything that it defines.
  static LookupOptions reference();

  friend bool operator==(const LookupOptions&, const LookupOptions&) = default;
};

}  // namespace fleetsim::core
