#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/node_id.h"
#include "core/env/dice.h"
#include "sim/net/burst_chain.h"
#include "sim/net/network_fault.h"
#include "sim/net/packet.h"
#include "sim/net/pipe.h"
#include "sim/net/routes.h"

namespace fleetsim::sim {

/// The virtual network: decides if and when a packet arrives.
///
/// Model: the links of the route, one by one, then faults. Packets may overtake each other. A packet that has to wait for
/// a line behind another one is decided step by step: whoever hosts the network comes again with it (`onward`).
/// A stream loses nothing: what is lost or damaged is sent again after a retransmission timeout, which doubles each time
/// (RFC 6298), and after fifteen times (`tcp_retries2` of Linux) the stream is broken. Order is kept by whoever hosts it.
/// Units: nanoseconds of virtual time.
/// Determinism: a packet's draws are a function of (seed, sender, receiver, instant, its bytes), those of bursts of loss one
/// of (seed, link or fault, instant): traffic elsewhere never moves them. Bandwidth alone remembers earlier packets.
/// A plain value: copies go on independently, on different threads too.
class Network {
 public:
  Network(const Scenario& scenario, std::uint64_t seed);

  /// From now on every draw is that of another seed.
  void reseed(std::uint64_t seed);

  /// A packet sent now, as a datagram or as part of a stream. Instants never go back between calls, but for routes
  /// whose links and faults have neither bandwidth nor bursts.
  PacketFate fate(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now, bool stream = false);
  /// One that was held or had to wait goes on.
  PacketFate onward(core::NodeId from, core::NodeId to, const core::Bytes& bytes, Journey journey, core::Instant now);

  /// Whether any two nodes are joined by a stream.
  bool has_streams() const { return has_streams_; }
  /// Whether what is between the two is made of streams alone, both ways, cut or not.
  bool are_stream_peers(core::NodeId a, core::NodeId b);
  /// The same, and nothing that breaks streams cuts it, either way.
  bool streams(core::NodeId a, core::NodeId b);

  /// Faults are named by whoever starts them.
  void start(std::uint32_t fault, NetworkFault what, core::Instant now = {});
  void stop(std::uint32_t fault);
  /// Links of the topology, by position: gone, or as much there as before.
  void fail_links(const std::vector<Lane>& lanes) { routes_.fail(lanes); }
  void restore_links(const std::vector<Lane>& lanes) { routes_.restore(lanes); }

  /// The state beside the map, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed_, routes_, faults_, lane_bursts_, fault_bursts_, pipes_);
  }

 private:
  /// A packet and what has come of it so far in this step.
  struct Step;
  /// Of one line: a lane or a throttling fault, one way or one pair of nodes.
  using PipeKey = std::tuple<std::uint32_t, std::uint32_t, core::NodeId, core::NodeId>;

  const Route* route(core::NodeId from, core::NodeId to) {
    return routes_.between(routes_.sites().site_of(from), routes_.sites().site_of(to));
  }
  bool one_way(core::NodeId from, core::NodeId to);
  std::uint64_t name_of(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now) const;
  PacketFate plain_fate(const Route& route, std::uint64_t name, core::Instant now) const;
  core::Dice chain_dice(std::uint64_t key) const { return core::Dice(seed_, key); }

  std::optional<PacketFate> enter(Step& step);
  std::optional<PacketFate> cross(Step& step, const Route::Hop& hop);
  void take_lane_draws(Step& step, const Link& link, Lane lane, const LinkProfile::Step* profile);
  void take_fault_draws(Step& step);
  PacketFate arrive(Step& step) const;
  PacketFate retransmit(Step& step);

  std::uint64_t seed_;
  bool has_streams_;
  Routes routes_;
  std::vector<std::uint64_t> name_keys_;  // per node: checksum of its name, so that draws follow names, not positions
  std::vector<std::uint64_t> link_keys_;  // per link: the same of its id
  std::map<std::uint32_t, NetworkFault> faults_;
  std::map<Lane, BurstChain> lane_bursts_;
  std::map<std::uint32_t, BurstChain> fault_bursts_;
  std::map<PipeKey, Pipe> pipes_;
};

}  // namespace fleetsim::sim
