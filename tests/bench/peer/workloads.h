#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/net/network.h"
#include "sim/scenario/scenario.h"
#include "tests/bench/peer/engines.h"
#include "tests/bench/peer/graph.h"
#include "tests/bench/peer/workload.h"

namespace fleetsim::peer {

/// PHOLD: `processes` logical processes, `events` events each; those before `seconds` are executed.
template <template <class> class Engine>
class Phold {
 public:
  Phold(std::uint32_t processes, std::uint32_t events, std::int64_t seconds) : end_(seconds * kSecond) {
    for (std::uint32_t lp = 0; lp < processes; ++lp) {
      streams_.emplace_back(42, lp);
      for (std::uint32_t i = 0; i < events; ++i) engine_.push(delay(streams_[lp]), lp, lp);
    }
  }

  Outcome run() {
    Outcome outcome;
    while (engine_.due_before(end_)) {
      const auto [at, lp] = engine_.pop();
      ++outcome.count;
      outcome.checksum += mix64(static_cast<std::uint64_t>(at) * kGolden + lp);
      const auto target = static_cast<std::uint32_t>(streams_[lp].below(streams_.size()));
      const std::int64_t later = delay(streams_[lp]);
      engine_.push(at + later, lp, target);
    }
    return outcome;
  }

 private:
  static std::int64_t delay(Stream& stream) { return kSecond / 10 + stream.exp_ns(0.9e9); }

  std::int64_t end_;
  std::vector<Stream> streams_;
  Engine<std::uint32_t> engine_;
};

/// What carries a message from one node to another: the instant of arrival, or that there is none.
struct NoNetwork {
  std::optional<std::int64_t> arrival(std::uint32_t, std::uint32_t, const core::Bytes&, std::int64_t now) {
    return now + 9 * kMillisecond;
  }
};

/// Fleetsim's virtual network over one link between everybody.
class RealNetwork {
 public:
  RealNetwork(std::uint32_t nodes, const sim::Distribution& latency, core::Duration jitter, core::Ratio loss);
  std::optional<std::int64_t> arrival(std::uint32_t from, std::uint32_t to, const core::Bytes& bytes,
                                      std::int64_t now);

 private:
  sim::Network network_;
};

/// Every node sends 64 bytes to one of its eight neighbours each 10 ms. `spread`: whether the workload itself
/// draws 0 to 2 ms on top of what the network takes.
template <template <class> class Engine, class Net>
class Messages {
 public:
  Messages(std::uint32_t nodes, std::int64_t seconds, Net network, bool spread)
      : end_(seconds * kSecond),
        spread_(spread),
        neighbours_(eight_regular(nodes)),
        sent_(nodes),
        network_(std::move(network)) {
    for (std::uint32_t node = 0; node < nodes; ++node) {
      streams_.emplace_back(43, node);
      engine_.push(static_cast<std::int64_t>(streams_[node].below(10 * kMillisecond)), node, {node, nullptr});
    }
  }

  Outcome run() {
    Outcome outcome;
    while (engine_.due_before(end_)) {
      auto [at, event] = engine_.pop();
      if (event.message == nullptr) {
        tick(at, event.node);
        continue;
      }
      ++outcome.count;
      for (std::size_t word = 0; word < 8; ++word) outcome.checksum += read(*event.message, word);
    }
    return outcome;
  }

 private:
  struct Event {
    std::uint32_t node;
    core::SharedBytes message;  // none: a tick
  };

  void tick(std::int64_t at, std::uint32_t node) {
    Stream& stream = streams_[node];
    const std::uint32_t to = neighbours_[node][stream.below(8)];
    const auto more = static_cast<std::int64_t>(stream.below(2 * kMillisecond + 1));
    core::Bytes bytes(64);
    const std::uint64_t first = (std::uint64_t{node} << 32) | sent_[node]++;
    for (std::size_t word = 0; word < 8; ++word) write(bytes, word, first + word * kGolden);
    core::SharedBytes message = core::share(std::move(bytes));
    if (const auto arrival = network_.arrival(node, to, *message, at))
      engine_.push(*arrival + (spread_ ? more : 0), node, {to, std::move(message)});
    engine_.push(at + 10 * kMillisecond, node, {node, nullptr});
  }

  static void write(core::Bytes& bytes, std::size_t word, std::uint64_t value) {
    for (std::size_t i = 0; i < 8; ++i) bytes[word * 8 + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  static std::uint64_t read(const core::Bytes& bytes, std::size_t word) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) value |= std::uint64_t{bytes[word * 8 + i]} << (8 * i);
    return value;
  }

  std::int64_t end_;
  bool spread_;
  std::vector<std::vector<std::uint32_t>> neighbours_;
  std::vector<std::uint32_t> sent_;
  Net network_;
  std::vector<Stream> streams_;
  Engine<Event> engine_;
};

/// Push epidemic: every node ticks each second, and one that knows tells another, who hears of it 50 ms
/// later. Ends when all know. The count is of messages.
template <template <class> class Engine>
class Epidemic {
 public:
  explicit Epidemic(std::uint32_t nodes) : knows_(nodes) {
    for (std::uint32_t node = 0; node < nodes; ++node) {
      streams_.emplace_back(44, node);
      engine_.push(static_cast<std::int64_t>(streams_[node].below(kSecond)), node, {node, false});
    }
    knows_[0] = true;
  }

  Outcome run() {
    Outcome outcome;
    std::size_t knowing = 1;
    while (knowing < knows_.size()) {
      const auto [at, event] = engine_.pop();
      const std::uint32_t node = event.node;
      if (event.rumor) {
        if (knows_[node]) continue;
        knows_[node] = true;
        ++knowing;
        outcome.checksum += mix64(static_cast<std::uint64_t>(at) + node);
        continue;
      }
      if (knows_[node]) {
        auto peer = static_cast<std::uint32_t>(streams_[node].below(knows_.size() - 1));
        if (peer >= node) ++peer;
        ++outcome.count;
        engine_.push(at + 50 * kMillisecond, node, {peer, true});
      }
      engine_.push(at + kSecond, node, {node, false});
    }
    return outcome;
  }

 private:
  struct Event {
    std::uint32_t node;
    bool rumor;
  };

  std::vector<bool> knows_;
  std::vector<Stream> streams_;
  Engine<Event> engine_;
};

/// An idle fleet: every node has one timer a minute, and nothing else happens. What it holds is what the engine takes for
/// them: a timer is known by its node, and a node has no state here.
template <template <class> class Engine>
class Idle {
 public:
  Idle(std::uint32_t nodes, std::int64_t minutes) : end_(minutes * kMinute) {
    for (std::uint32_t node = 0; node < nodes; ++node)
      engine_.push(static_cast<std::int64_t>(Stream(46, node).below(kMinute)), node, node);
  }

  Outcome run() {
    Outcome outcome;
    while (engine_.due_before(end_)) {
      const auto [at, node] = engine_.pop();
      ++outcome.count;
      outcome.checksum += mix64(static_cast<std::uint64_t>(at) * kGolden + node);
      engine_.push(at + kMinute, node, node);
    }
    return outcome;
  }

 private:
  static constexpr std::int64_t kMinute = 60 * kSecond;

  std::int64_t end_;
  Engine<std::uint32_t> engine_;
};

/// A fleet of the real core: one fact, links of 40 to 60 ms that lose one packet in a thousand, until every
/// node lists the holder, or for so many seconds if they are given. The count is of delivered messages. Error: the
/// text of what is wrong with the strategy.
core::Result<Outcome> run_fleet(std::uint32_t nodes, const std::string& strategy, std::optional<std::int64_t> seconds);

}  // namespace fleetsim::peer
