#include "core/gossip/gossip_world.h"

#include <algorithm>

#include "core/wire/letter.h"

namespace fleetsim::core {

void count_sent(GossipCounters& counters, GossipClass what, std::uint64_t bytes) {
  ++counters.messages_sent;
  switch (what) {
    case GossipClass::payload:
      counters.payload_bytes_sent += bytes;
      break;
    case GossipClass::digest:
      counters.digest_bytes_sent += bytes;
      break;
    case GossipClass::control:
      counters.control_bytes_sent += bytes;
      break;
  }
}

void count_taken(GossipCounters& counters, std::uint64_t added, std::uint64_t facts, std::uint64_t bytes) {
  const std::uint64_t news = std::min(added, facts);
  counters.facts_new += added;
  counters.facts_duplicate += facts - news;
  const std::uint64_t new_bytes = facts > 0 ? bytes * news / facts : 0;
  counters.new_bytes += new_bytes;
  counters.duplicate_bytes += bytes - new_bytes;
}

void send_letter(NodeId to, const Letter& letter, GossipClass what, GossipCounters& counters, Effects& out) {
  count_sent(counters, what, letter.bytes->size());
  out.push_back(Send{to, letter.bytes, letter.said});
}

void send_frame(NodeId to, GossipFrame frame, const GossipWorld& world, GossipCounters& counters, Effects& out) {
  const GossipClass what = gossip_class(frame);
  send_letter(to, write_letter(std::move(frame), world.hand_over), what, counters, out);
}

}  // namespace fleetsim::core
