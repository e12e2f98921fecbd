#include <array>
#include <utility>

#include "core/host/links_state.h"

namespace fleetsim::core {

const char* to_string(LinkFact::Kind kind) {
  static constexpr std::array<const char*, kLinkFactKinds> names = {
      "link-connected", "link-lost", "link-failed", "link-refused", "link-dropped"};
  return names.at(static_cast<std::size_t>(kind));
}

Links::Links(boost::asio::io_context& loop, LinkOptions options, LinkEvents events)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(events))) {
  for (NodeId id = 0; id < state_->options.directory->size(); ++id)
    state_->peers.push_back(std::make_unique<State::Peer>(loop));
}

Links::~Links() {
  state_->shut_down();
}

Result<void> Links::start() {
  if (Result<void> listening = state_->listen(); !listening) return listening;
  for (NodeId id = 0; id < state_->peers.size(); ++id)
    if (id != state_->options.self && state_->options.addresses[id]) state_->dial(id);
  return {};
}

Address Links::listening() const {
  boost::system::error_code ignored;
  const auto endpoint = state_->acceptor.local_endpoint(ignored);
  return {state_->options.listen.host, ignored ? state_->options.listen.port : endpoint.port()};
}

void Links::send(NodeId to, const SharedBytes& message) {
  State& state = *state_;
  if (to >= state.peers.size() || to == state.options.self) return;
  State::Peer& peer = *state.peers[to];
  const ConnectionRef& connection = peer.outgoing_up ? peer.outgoing : peer.incoming;
  if (message->size() > state.options.limits.peer_frame_bytes_max) {
    state.fact(LinkFact::Kind::dropped, to, "longer than a frame");
  } else if (connection) {
    if (const std::size_t dropped = connection->send(share(encode_link_frame(PeerMessage{message})));
        dropped > 0)
      state.fact(LinkFact::Kind::dropped, to, "the send queue is full", dropped);
  } else if (peer.dialing && peer.waiting.size() < state.options.limits.send_queue_frames_max / 16) {
    peer.waiting.push_back(message);
  } else {
    state.fact(LinkFact::Kind::dropped, to, "no connection");
  }
}

void Links::answer(ClientId client, ClientAnswer answer) {
  const auto found = state_->accepted_by_id.find(client);
  if (found == state_->accepted_by_id.end()) return;
  State::Accepted& to = found->second;
  to.connection->send(share(encode_link_frame(std::move(answer))));
  to.connection->set_waiting(--to.open_requests > 0);
}

void Links::stop_accepting() {
  state_->stopping = true;
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
}

bool Links::all_sent() const {
  for (const auto& [id, accepted] : state_->accepted_by_id)
    if (!accepted.connection->all_sent()) return false;
  for (const auto& peer : state_->peers)
    if (!peer->waiting.empty() || (peer->outgoing_up && !peer->outgoing->all_sent())) return false;
  return true;
}

bool Links::reaches(NodeId peer) const {
  return state_->is_up(peer);
}

std::size_t Links::open_connections() const {
  std::size_t open = state_->accepted_by_id.size();
  for (const auto& peer : state_->peers) open += peer->outgoing_up ? 1u : 0u;
  return open;
}

std::size_t Links::unread_bytes() const {
  return state_->unread->bytes;
}

// ---- what dialer and acceptor have in common

void Links::State::fact(LinkFact::Kind kind, NodeId peer, std::string reason, std::uint64_t count) {
  const std::string name = peer < options.directory->size() ? options.directory->name(peer).text() : "";
  if (events.fact) events.fact({kind, name, std::move(reason), count});
}

void Links::State::received(NodeId from, const PeerMessage& message) {
  if (events.message) events.message(from, message.bytes);
}

void Links::State::changed(NodeId peer, bool was_up) {
  if (is_up(peer) == was_up) return;
  fact(was_up ? LinkFact::Kind::lost : LinkFact::Kind::connected, peer, "");
  if (events.reachable) events.reachable(peer, !was_up);
}

SharedBytes Links::State::hello() const {
  return share(encode_link_frame(Hello{kLinkVersion, LinkRole::peer, options.directory->name(options.self)}));
}

void Links::State::shut_down() {
  stopping = true;
  events = {};
  boost::system::error_code ignored;
  acceptor.close(ignored);
  for (auto& [id, accepted] : accepted_by_id) accepted.connection->close();
  accepted_by_id.clear();
  for (const auto& peer : peers) {
    peer->retry.cancel();
    peer->resolver.cancel();
    if (peer->outgoing) peer->outgoing->close();
    peer->outgoing.reset();
    peer->incoming.reset();
    peer->outgoing_up = false;
  }
}

}  // namespace fleetsim::core
