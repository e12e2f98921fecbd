#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "core/base/time.h"
#include "sim/net/sites.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// What faults and links have done to a packet, each kind once.
class Disturbances {
 public:
  void add(Disturbance what) { bits_ = static_cast<std::uint8_t>(bits_ | bit(what)); }
  bool has(Disturbance what) const { return (bits_ & bit(what)) != 0; }
  bool none() const { return bits_ == 0; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(bits_);
  }

 private:
  static unsigned bit(Disturbance what) { return 1U << static_cast<unsigned>(what); }
  std::uint8_t bits_ = 0;
};

/// What the network must know of a packet between two instants at which it meets something. A plain value.
struct Journey {
  std::uint64_t name = 0;  ///< of its draws
  SiteId at = 0;           ///< where it is
  bool stream = false;     ///< part of a stream: not lost for good, not doubled, not damaged
  std::uint32_t leg = 0;    ///< how often it has waited before a line
  std::uint32_t tries = 0;  ///< how often it was lost, as part of a stream
  core::Duration slow{};    ///< still to be added to the way, by faults
  core::Duration late{};    ///< the same, and not to the way of its copy
  bool doubled = false;
  std::optional<std::uint64_t> flipped_bit = {};
  Disturbances disturbed = {};
};

/// What becomes of one packet.
struct PacketFate {
  struct Delivered {
    core::Instant at;
    std::optional<core::Instant> duplicate_at = {};
    std::optional<std::uint64_t> flipped_bit = {};  ///< counted from the first byte's lowest bit
    Disturbances disturbed = {};
  };
  struct Held {
    std::uint32_t fault;  ///< until that one ends, and then it goes on
    Journey journey;
  };
  struct Onward {  ///< not decided before that instant
    core::Instant at;
    Journey journey;
    bool retransmitted;  ///< it was lost, and goes again
  };
  std::variant<Delivered, DropReason, Held, Onward> outcome;
  core::Duration queued = {};  ///< how long it waits for lines that others use
};

}  // namespace fleetsim::sim
