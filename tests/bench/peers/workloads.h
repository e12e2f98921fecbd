#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/bench/peer/graph.h"
#include "tests/bench/peer/workload.h"

namespace fleetsim::peer {

// The published workloads as callbacks, the way in which other simulators take them. A `Sim` is one of those: all static,
//   at(now, delay, callback)   calls back `delay` nanoseconds from `now`, which is the present
//   run(end), stop()           until before the instant `end`, or until stop()

/// PHOLD, as in ../peer/workloads.h.
template <class Sim>
class Phold {
 public:
  Phold(std::uint32_t processes, std::uint32_t events, std::int64_t seconds) : end_(seconds * kSecond) {
    for (std::uint32_t lp = 0; lp < processes; ++lp) {
      streams_.emplace_back(42, lp);
      for (std::uint32_t i = 0; i < events; ++i) send(0, delay(streams_[lp]), lp);
    }
  }

  Outcome run() {
    Sim::run(end_);
    return outcome_;
  }

 private:
  static std::int64_t delay(Stream& stream) { return kSecond / 10 + stream.exp_ns(0.9e9); }

  void send(std::int64_t now, std::int64_t later, std::uint32_t lp) {
    Sim::at(now, later, [this, at = now + later, lp] { receive(at, lp); });
  }
  void receive(std::int64_t at, std::uint32_t lp) {
    ++outcome_.count;
    outcome_.checksum += mix64(static_cast<std::uint64_t>(at) * kGolden + lp);
    const auto target = static_cast<std::uint32_t>(streams_[lp].below(streams_.size()));
    send(at, delay(streams_[lp]), target);
  }

  std::int64_t end_;
  std::vector<Stream> streams_;
  Outcome outcome_;
};

/// The 64 bytes of `messages`.
using Words = std::array<std::uint64_t, 8>;

inline Words words_of(std::uint32_t node, std::uint32_t number) {
  Words words{};
  const std::uint64_t first = (std::uint64_t{node} << 32) | number;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = first + i * kGolden;
  return words;
}

inline void count(Outcome& outcome, const Words& words) {
  ++outcome.count;
  for (const std::uint64_t word : words) outcome.checksum += word;
}

/// What a node of `messages` draws at a tick.
struct Sending {
  std::uint32_t neighbour;  // its index among the eight
  std::int64_t latency;

  explicit Sending(Stream& stream)
      : neighbour(static_cast<std::uint32_t>(stream.below(8))),
        latency(9 * kMillisecond + static_cast<std::int64_t>(stream.below(2 * kMillisecond + 1))) {}
};

/// `messages` by scheduling the delivery: no network at all.
template <class Sim>
class Messages {
 public:
  Messages(std::uint32_t nodes, std::int64_t seconds)
      : end_(seconds * kSecond), neighbours_(eight_regular(nodes)), sent_(nodes) {
    for (std::uint32_t node = 0; node < nodes; ++node) {
      streams_.emplace_back(43, node);
      wait(0, static_cast<std::int64_t>(streams_[node].below(10 * kMillisecond)), node);
    }
  }

  Outcome run() {
    Sim::run(end_);
    return outcome_;
  }

 private:
  void wait(std::int64_t now, std::int64_t delay, std::uint32_t node) {
    Sim::at(now, delay, [this, at = now + delay, node] { tick(at, node); });
  }
  void tick(std::int64_t now, std::uint32_t node) {
    const Sending sending(streams_[node]);
    const std::uint32_t to = neighbours_[node][sending.neighbour];
    Sim::at(now, sending.latency, [this, to, words = words_of(node, sent_[node]++)] { receive(to, words); });
    wait(now, 10 * kMillisecond, node);
  }
  void receive(std::uint32_t, const Words& words) { count(outcome_, words); }

  std::int64_t end_;
  std::vector<std::vector<std::uint32_t>> neighbours_;
  std::vector<std::uint32_t> sent_;
  std::vector<Stream> streams_;
  Outcome outcome_;
};

/// The push epidemic, as in ../peer/workloads.h.
template <class Sim>
class Epidemic {
 public:
  explicit Epidemic(std::uint32_t nodes) : knows_(nodes) {
    for (std::uint32_t node = 0; node < nodes; ++node) {
      streams_.emplace_back(44, node);
      wait(0, static_cast<std::int64_t>(streams_[node].below(kSecond)), node);
    }
    knows_[0] = true;
  }

  Outcome run() {
    Sim::run(std::int64_t{3'600} * kSecond);
    return outcome_;
  }

 private:
  void wait(std::int64_t now, std::int64_t delay, std::uint32_t node) {
    Sim::at(now, delay, [this, at = now + delay, node] { tick(at, node); });
  }
  void tick(std::int64_t now, std::uint32_t node) {
    if (knowing_ == knows_.size()) return;
    if (knows_[node]) {
      auto peer = static_cast<std::uint32_t>(streams_[node].below(knows_.size() - 1));
      if (peer >= node) ++peer;
      ++outcome_.count;
      const std::int64_t later = 50 * kMillisecond;
      Sim::at(now, later, [this, at = now + later, peer] { hear(at, peer); });
    }
    wait(now, kSecond, node);
  }
  void hear(std::int64_t now, std::uint32_t node) {
    if (knows_[node]) return;
    knows_[node] = true;
    outcome_.checksum += mix64(static_cast<std::uint64_t>(now) + node);
    if (++knowing_ == knows_.size()) Sim::stop();
  }

  std::vector<bool> knows_;
  std::size_t knowing_ = 1;
  std::vector<Stream> streams_;
  Outcome outcome_;
};

}  // namespace fleetsim::peer
