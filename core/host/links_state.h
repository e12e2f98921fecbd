#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "core/host/links.h"

namespace fleetsim::core {

/// The inside of Links. Handlers hold it weakly, so that none outlives a machine that was switched off.
struct Links::State : std::enable_shared_from_this<Links::State> {
  /// One peer: the connection that we make, and the last one that it made.
  struct Peer {
    explicit Peer(boost::asio::io_context& loop) : retry(loop), resolver(loop) {}

    ConnectionRef outgoing;
    bool outgoing_up = false;  // both hellos are done
    ConnectionRef incoming;
    bool dialing = false;
    boost::asio::steady_timer retry;
    boost::asio::ip::tcp::resolver resolver;
    std::optional<Duration> backoff;   // before the next attempt, after a failure
    std::vector<SharedBytes> waiting;  // for the attempt under way
    std::string last_failure;          // told once, not with every attempt
  };
  /// One connection that was accepted.
  struct Accepted {
    ConnectionRef connection;
    std::optional<LinkRole> role;  // none: no hello yet
    NodeId peer = kNobody;
    std::size_t open_requests = 0;
  };

  State(boost::asio::io_context& io, LinkOptions given, LinkEvents to)
      : loop(io), options(std::move(given)), events(std::move(to)), acceptor(io) {}

  // links.cpp
  void fact(LinkFact::Kind kind, NodeId peer, std::string reason, std::uint64_t count = 1);
  void received(NodeId from, const PeerMessage& message);
  void changed(NodeId peer, bool was_up);
  bool is_up(NodeId peer) const { return peers[peer]->outgoing_up || peers[peer]->incoming; }
  SharedBytes hello() const;
  void shut_down();

  // link_dialer.cpp
  void dial(NodeId peer);
  void connect(NodeId peer, const boost::asio::ip::tcp::resolver::results_type& places);
  void begin(NodeId peer, boost::asio::ip::tcp::socket socket);
  void dialed_frame(NodeId peer, Bytes bytes);
  void dial_failed(NodeId peer, const std::string& why);

  // link_acceptor.cpp
  Result<void> listen();
  void accept();
  void accepted(boost::asio::ip::tcp::socket socket);
  void accepted_frame(ClientId id, Bytes bytes);
  void take_hello(ClientId id, const Hello& hello);
  void take_request(ClientId id, ClientRequest request);
  void accepted_closed(ClientId id, const std::string& why);

  boost::asio::io_context& loop;
  LinkOptions options;
  LinkEvents events;
  boost::asio::ip::tcp::acceptor acceptor;
  std::vector<std::unique_ptr<Peer>> peers;  // by NodeId; self's is never used
  std::map<ClientId, Accepted> accepted_by_id;
  ClientId last_id = 0;
  std::shared_ptr<UnreadBytes> unread = std::make_shared<UnreadBytes>();
  bool stopping = false;
};

}  // namespace fleetsim::core
