#include "sim/net/streams.h"

#include "core/base/check.h"

namespace fleetsim::sim {

Streams::Ticket Streams::send(core::NodeId from, core::NodeId to, core::Letter letter) {
  Stream& stream = streams_[{from, to}];
  stream.messages.push_back({std::move(letter), std::nullopt});
  return {from, to, stream.connection, stream.first + stream.messages.size() - 1};
}

bool Streams::is_open(const Ticket& ticket) const {
  return streams_.at({ticket.from, ticket.to}).connection == ticket.connection;
}

void Streams::crossed(const Ticket& ticket, core::Instant at) {
  FLEET_CHECK(is_open(ticket), "a message of a stream that has ended");
  Stream& stream = streams_.at({ticket.from, ticket.to});
  stream.messages.at(static_cast<std::size_t>(ticket.number - stream.first)).crossed_at = at;
}

std::optional<core::Letter> Streams::take(core::NodeId from, core::NodeId to, std::uint32_t connection,
                                         core::Instant now) {
  const auto found = streams_.find({from, to});
  if (found == streams_.end() || found->second.connection != connection) return std::nullopt;
  Stream& stream = found->second;
  if (stream.messages.empty()) return std::nullopt;
  const std::optional<core::Instant>& at = stream.messages.front().crossed_at;
  if (!at || *at > now) return std::nullopt;
  core::Letter letter = std::move(stream.messages.front().letter);
  stream.messages.pop_front();
  ++stream.first;
  return letter;
}

std::size_t Streams::reset(core::NodeId from, core::NodeId to) {
  const auto found = streams_.find({from, to});
  if (found == streams_.end()) return 0;
  Stream& stream = found->second;
  const std::size_t lost = stream.messages.size();
  ++stream.connection;
  stream.first = 0;
  stream.messages.clear();
  return lost;
}

}  // namespace fleetsim::sim
