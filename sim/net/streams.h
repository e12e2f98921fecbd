#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/node_id.h"
#include "core/base/time.h"
#include "core/wire/letter.h"

namespace fleetsim::sim {

/// What is under way on streams: one queue for each pair of nodes and direction, so that messages come out in the order in
/// which they went in, each no sooner than it has crossed the network, until the stream ends. A plain value.
class Streams {
 public:
  /// One message: the `number`-th of the `connection`-th life of the stream.
  struct Ticket {
    core::NodeId from;
    core::NodeId to;
    std::uint32_t connection;
    std::uint64_t number;
  };

  Ticket send(core::NodeId from, core::NodeId to, core::Letter letter);
  /// Whether the stream still is the one that the message was sent on.
  bool is_open(const Ticket& ticket) const;
  /// The message has crossed the network by `at`. Requires an open stream.
  void crossed(const Ticket& ticket, core::Instant at);
  /// The next message that can be handed over at `now`, if there is one and the stream is that one.
  std::optional<core::Letter> take(core::NodeId from, core::NodeId to, std::uint32_t connection, core::Instant now);
  /// The stream ends; how many messages are lost with it.
  std::size_t reset(core::NodeId from, core::NodeId to);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(streams_);
  }

 private:
  struct Message {
    core::Letter letter;
    std::optional<core::Instant> crossed_at;
  };
  struct Stream {
    std::uint32_t connection = 0;
    std::uint64_t first = 0;  // number of the front message
    std::deque<Message> messages;
  };
  std::map<std::pair<core::NodeId, core::NodeId>, Stream> streams_;
};

}  // namespace fleetsim::sim
