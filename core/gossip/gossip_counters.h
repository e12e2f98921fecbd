#pragma once

#include <cstdint>

namespace fleetsim::core {

/// What gossip cost one life of a node, and what it brought.
struct GossipCounters {
  std::uint64_t messages_sent = 0;
  std::uint64_t payload_bytes_sent = 0;  ///< facts
  std::uint64_t digest_bytes_sent = 0;   ///< what one has, so that the other finds out what it lacks
  std::uint64_t control_bytes_sent = 0;  ///< asking for something
  std::uint64_t new_bytes = 0;        ///< of what came with facts: the share of those that were news
  std::uint64_t duplicate_bytes = 0;  ///< and of those that were not
  std::uint64_t facts_new = 0;
  std::uint64_t facts_duplicate = 0;
  std::uint64_t exchanges = 0;        ///< of anti-entropy, opened by this node
  std::uint64_t decode_failures = 0;  ///< symbols that did not tell the difference, so that something else had to
  std::uint64_t unresolved = 0;       ///< facts whose contents were not known by their beginnings
  std::uint64_t overflowed = 0;       ///< news that did not fit into the queue

  std::uint64_t bytes_sent() const { return payload_bytes_sent + digest_bytes_sent + control_bytes_sent; }

  GossipCounters& operator+=(const GossipCounters& other) {
    messages_sent += other.messages_sent;
    payload_bytes_sent += other.payload_bytes_sent;
    digest_bytes_sent += other.digest_bytes_sent;
    control_bytes_sent += other.control_bytes_sent;
    new_bytes += other.new_bytes;
    duplicate_bytes += other.duplicate_bytes;
    facts_new += other.facts_new;
    facts_duplicate += other.facts_duplicate;
    exchanges += other.exchanges;
    decode_failures += other.decode_failures;
    unresolved += other.unresolved;
    overflowed += other.overflowed;
    return *this;
  }
  friend bool operator==(const GossipCounters&, const GossipCounters&) = default;
};

}  // namespace fleetsim::core
