#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "core/env/directory.h"
#include "core/host/address.h"
#include "core/host/connection.h"
#include "core/host/link_events.h"

namespace fleetsim::core {

/// Who this machine is among the others, and where they are.
struct LinkOptions {
  NodeId self = 0;
  std::shared_ptr<const Directory> directory;
  /// By NodeId; none: that peer connects to us, or not at all.
  std::vector<std::optional<Address>> addresses;
  Address listen;
  LinkLimits limits;
  TlsContextRef tls;
};

/// All connections of one machine: accepts peers and clients, keeps one connection to each peer that has an
/// address, and routes. Whoever's connection fails, no other notices. Lives on one loop; destroying it ends
/// every connection.
class Links {
 public:
  Links(boost::asio::io_context& loop, LinkOptions options, LinkEvents events);
  ~Links();
  Links(const Links&) = delete;
  Links& operator=(const Links&) = delete;

  /// Binds, listens, begins to connect. Error: host, with the address and the system's reason.
  Result<void> start();
  /// Where it listens, with the port that the system chose.
  Address listening() const;

  /// Never waits, never fails: without a connection the message is dropped, and that is counted.
  void send(NodeId to, const SharedBytes& message);
  /// Requires an encoded ClientAnswer. Nothing happens when that client has gone.
  void answer(ClientId client, ClientAnswer answer);

  /// No more connections and no more requests; what waits is still sent.
  void stop_accepting();
  bool all_sent() const;
  /// Whether a message to that peer would find a connection.
  bool reaches(NodeId peer) const;
  std::size_t open_connections() const;
  std::size_t unread_bytes() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace fleetsim::core
