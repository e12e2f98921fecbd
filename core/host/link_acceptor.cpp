// The connections that others make: peers of the directory, and clients.

#include <utility>

#include <fmt/format.h>

#include "core/host/links_state.h"

namespace fleetsim::core {

using boost::asio::ip::tcp;
using boost::system::error_code;

Result<void> Links::State::listen() {
  const Address& at = options.listen;
  error_code error;
  const auto failed = [&](const char* step) {
    return Error::host(fmt::format("{}: cannot {}: {}", at.text(), step, error.message()));
  };
  tcp::resolver resolver(loop);
  const auto places = resolver.resolve(at.host, std::to_string(at.port),
                                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return failed("resolve");
  const tcp::endpoint place = places.begin()->endpoint();
  if (acceptor.open(place.protocol(), error); error) return failed("open a socket");
  if (acceptor.set_option(tcp::acceptor::reuse_address(true), error); error) return failed("open a socket");
  if (acceptor.bind(place, error); error) return failed("bind");
  if (acceptor.listen(tcp::acceptor::max_listen_connections, error); error) return failed("listen");
  accept();
  return {};
}

void Links::State::accept() {
  acceptor.async_accept([weak = weak_from_this()](const error_code& error, tcp::socket socket) {
    const auto self = weak.lock();
    if (!self || self->stopping) return;
    if (error) {
      // Most likely no descriptors are left: give others time to end.
      auto pause = std::make_shared<boost::asio::steady_timer>(self->loop);
      pause->expires_after(std::chrono::milliseconds(50));
      return pause->async_wait([weak, pause](const error_code&) {
        if (const auto again = weak.lock(); again && !again->stopping) again->accept();
      });
    }
    self->accepted(std::move(socket));
    self->accept();
  });
}

void Links::State::accepted(tcp::socket socket) {
  if (accepted_by_id.size() >= options.limits.connections_max) {
    fact(LinkFact::Kind::refused, kNobody, "too many connections");
    return;  // closed by its destructor
  }
  const ClientId id = ++last_id;
  auto connection =
      std::make_shared<Connection>(make_stream(std::move(socket), options.tls), options.limits, unread);
  accepted_by_id[id].connection = connection;
  const auto weak = weak_from_this();
  connection->start(true, {.ready = {},
                           .frame =
                               [weak, id](Bytes bytes) {
                                 if (const auto self = weak.lock())
                                   self->accepted_frame(id, std::move(bytes));
                               },
                           .closed =
                               [weak, id](const std::string& why) {
                                 if (const auto self = weak.lock()) self->accepted_closed(id, why);
                               }});
}

void Links::State::accepted_frame(ClientId id, Bytes bytes) {
  Accepted& from = accepted_by_id.at(id);
  const ConnectionRef connection = from.connection;
  Result<LinkFrame> frame = decode_link_frame(bytes);
  if (!frame) return connection->refuse("this is not the protocol of this port");
  if (!from.role) {
    if (const auto* hello = std::get_if<Hello>(&*frame)) return take_hello(id, *hello);
    return connection->refuse("hello comes first");
  }
  if (*from.role == LinkRole::peer) {
    if (const auto* message = std::get_if<PeerMessage>(&*frame)) return received(from.peer, *message);
    return connection->refuse("a peer sends messages only");
  }
  if (auto* request = std::get_if<ClientRequest>(&*frame)) return take_request(id, std::move(*request));
  connection->refuse("a client sends requests only");
}

void Links::State::take_hello(ClientId id, const Hello& hello) {
  Accepted& from = accepted_by_id.at(id);
  const ConnectionRef connection = from.connection;
  const std::string name = hello.name.text();
  if (hello.version != kLinkVersion)
    return connection->refuse(
        fmt::format("version {} of the protocol, expected {}", hello.version, kLinkVersion));
  if (hello.role == LinkRole::client) {
    from.role = LinkRole::client;
    connection->established(options.limits.client_frame_bytes_max, options.limits.client_idle_timeout);
    connection->send(this->hello());
    return;
  }
  const std::optional<NodeId> peer = options.directory->find(hello.name);
  if (!peer || *peer == options.self)
    return connection->refuse(fmt::format("{} is no peer of this node", name));
  if (!connection->stream().has_name(name))
    return connection->refuse(fmt::format("tls: the certificate does not name {}", name));

  from.role = LinkRole::peer;
  from.peer = *peer;
  connection->established(options.limits.peer_frame_bytes_max, std::nullopt);
  connection->send(this->hello());
  const bool was_up = is_up(*peer);
  Peer& known = *peers[*peer];
  // A peer that connects again has lost its first connection, whether or not we have heard of that.
  const ConnectionRef before = std::exchange(known.incoming, connection);
  changed(*peer, was_up);
  if (before) before->refuse("connected again");
  // It is alive: no reason to wait any longer before connecting to it.
  known.backoff.reset();
  dial(*peer);
}

void Links::State::take_request(ClientId id, ClientRequest request) {
  Accepted& from = accepted_by_id.at(id);
  if (stopping || from.open_requests >= options.limits.open_requests_max) {
    ClientAnswer answer{.id = request.id};
    answer.reply = stopping ? Error::eval("the node is stopping", ErrorCode::unreachable)
                            : Error::eval("too many requests at a time", ErrorCode::limit_exceeded);
    from.connection->send(share(encode_link_frame(std::move(answer))));
    return;
  }
  ++from.open_requests;
  from.connection->set_waiting(true);
  if (events.request) events.request(id, std::move(request));
}

void Links::State::accepted_closed(ClientId id, const std::string& why) {
  const auto found = accepted_by_id.find(id);
  if (found == accepted_by_id.end()) return;
  const Accepted gone = std::move(found->second);
  accepted_by_id.erase(found);
  if (!gone.role) {
    fact(LinkFact::Kind::refused, kNobody, why);
  } else if (*gone.role == LinkRole::client) {
    if (events.client_gone) events.client_gone(id);
  } else {
    Peer& peer = *peers[gone.peer];
    const bool was_up = is_up(gone.peer);
    if (peer.incoming == gone.connection) peer.incoming.reset();
    changed(gone.peer, was_up);
  }
}

}  // namespace fleetsim::core
