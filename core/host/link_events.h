#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/node_id.h"
#include "core/wire/link_frame.h"

namespace fleetsim::core {

/// Names a client's connection within one process.
using ClientId = std::uint64_t;

/// Something about connections that whoever watches may want to know; `peer` is empty where nobody is known
/// yet.
struct LinkFact {
  enum class Kind : std::uint8_t {
    connected,  ///< a peer can be reached
    lost,       ///< the last connection with a peer ended
    failed,     ///< a peer could not be reached, or is somebody else
    refused,    ///< somebody who connected was sent away
    dropped,    ///< messages to a peer were given up
  };
  Kind kind = Kind::connected;
  std::string peer;
  std::string reason;
  std::uint64_t count = 1;  ///< of messages, for dropped
};
inline constexpr std::uint8_t kLinkFactKinds = 5;

/// `link-connected`, `link-lost`, `link-failed`, `link-refused`, `link-dropped`.
const char* to_string(LinkFact::Kind kind);

/// What comes in from the connections of a machine.
struct LinkEvents {
  std::function<void(NodeId from, SharedBytes bytes)> message;
  std::function<void(ClientId client, ClientRequest request)> request;
  std::function<void(ClientId client)> client_gone;
  /// A peer can be reached from now on, or not any more.
  std::function<void(NodeId peer, bool up)> reachable;
  std::function<void(const LinkFact& fact)> fact;
};

}  // namespace fleetsim::core
