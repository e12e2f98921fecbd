// The connections that we make: one to each peer with an address, made again whenever it ends.

#include <utility>

#include <boost/asio/connect.hpp>
#include <fmt/format.h>

#include "core/host/links_state.h"

namespace fleetsim::core {

using boost::asio::ip::tcp;
using boost::system::error_code;

void Links::State::dial(NodeId id) {
  Peer& peer = *peers[id];
  if (stopping || peer.dialing || peer.outgoing_up || !options.addresses[id]) return;
  peer.retry.cancel();
  peer.dialing = true;
  const Address& address = *options.addresses[id];
  peer.resolver.async_resolve(
      address.host, std::to_string(address.port), tcp::resolver::numeric_service,
      [weak = weak_from_this(), id](const error_code& error, const tcp::resolver::results_type& places) {
        const auto self = weak.lock();
        if (!self || self->stopping) return;
        if (error) return self->dial_failed(id, error.message());
        self->connect(id, places);
      });
}

void Links::State::connect(NodeId id, const tcp::resolver::results_type& places) {
  // The time for the handshake is the time for all of it: a connection that hangs is given up as well.
  auto socket = std::make_shared<tcp::socket>(loop);
  auto patience = std::make_shared<boost::asio::steady_timer>(loop);
  patience->expires_after(std::chrono::nanoseconds(options.limits.handshake_timeout.ns));
  patience->async_wait([socket](const error_code& error) {
    error_code ignored;
    if (!error) socket->close(ignored);
  });
  boost::asio::async_connect(
      *socket, places,
      [weak = weak_from_this(), id, socket, patience](const error_code& error, const tcp::endpoint&) {
        patience->cancel();
        const auto self = weak.lock();
        if (!self || self->stopping) return;
        if (error || !socket->is_open()) {
          const bool slow = !socket->is_open() && error == boost::asio::error::operation_aborted;
          return self->dial_failed(id, slow ? "no connection in time" : error.message());
        }
        self->begin(id, std::move(*socket));
      });
}

void Links::State::begin(NodeId id, tcp::socket socket) {
  Peer& peer = *peers[id];
  peer.outgoing =
      std::make_shared<Connection>(make_stream(std::move(socket), options.tls), options.limits, unread);
  const auto weak = weak_from_this();
  peer.outgoing->start(false, {.ready =
                                   [weak, id] {
                                     if (const auto self = weak.lock())
                                       self->peers[id]->outgoing->send(self->hello());
                                   },
                               .frame =
                                   [weak, id](Bytes bytes) {
                                     if (const auto self = weak.lock())
                                       self->dialed_frame(id, std::move(bytes));
                                   },
                               .closed =
                                   [weak, id](const std::string& why) {
                                     if (const auto self = weak.lock()) self->dial_failed(id, why);
                                   }});
}

void Links::State::dialed_frame(NodeId id, Bytes bytes) {
  Peer& peer = *peers[id];
  const Result<LinkFrame> frame = decode_link_frame(bytes);
  const auto give_up = [&](const std::string& why) {
    peer.outgoing->close();
    dial_failed(id, why);
  };
  if (!frame) return give_up("it does not speak this protocol");
  if (const auto* refusal = std::get_if<Refusal>(&*frame))
    return give_up(fmt::format("it refuses: {}", refusal->reason));
  if (peer.outgoing_up) {
    const auto* message = std::get_if<PeerMessage>(&*frame);
    if (message == nullptr) return give_up("it sends what no peer sends");
    return received(id, *message);
  }
  const auto* hello = std::get_if<Hello>(&*frame);
  const std::string name = options.directory->name(id).text();
  if (hello == nullptr || hello->role != LinkRole::peer) return give_up("it does not say who it is");
  if (hello->version != kLinkVersion)
    return give_up(fmt::format("it speaks version {}, expected {}", hello->version, kLinkVersion));
  if (hello->name != options.directory->name(id))
    return give_up(fmt::format("it is called {}, expected {}", hello->name.text(), name));
  if (!peer.outgoing->stream().has_name(name))
    return give_up(fmt::format("tls: the certificate of the other side does not name {}", name));

  const bool was_up = is_up(id);
  peer.outgoing->established(options.limits.peer_frame_bytes_max, std::nullopt);
  peer.outgoing_up = true;
  peer.dialing = false;
  peer.backoff.reset();
  peer.last_failure.clear();
  for (const SharedBytes& message : std::exchange(peer.waiting, {}))
    peer.outgoing->send(share(encode_link_frame(PeerMessage{message})));
  changed(id, was_up);
}

void Links::State::dial_failed(NodeId id, const std::string& why) {
  if (stopping) return;
  Peer& peer = *peers[id];
  const bool was_up = is_up(id);
  peer.outgoing.reset();
  peer.outgoing_up = false;
  peer.dialing = false;
  if (why != peer.last_failure) {
    peer.last_failure = why;
    fact(LinkFact::Kind::failed, id, why);
  }
  if (!peer.waiting.empty()) {
    fact(LinkFact::Kind::dropped, id, "no connection", peer.waiting.size());
    peer.waiting.clear();
  }
  changed(id, was_up);

  peer.backoff =
      peer.backoff ? std::min(*peer.backoff * 2, options.limits.reconnect_max) : options.limits.reconnect_min;
  peer.retry.expires_after(std::chrono::nanoseconds(peer.backoff->ns));
  peer.retry.async_wait([weak = weak_from_this(), id](const error_code& error) {
    const auto self = weak.lock();
    if (!error && self) self->dial(id);
  });
}

}  // namespace fleetsim::core
