#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/ratio.h"
#include "core/env/dice.h"
#include "core/env/directory.h"

namespace fleetsim::core {

/// However near some peers are, so much is left to chance: a fleet whose nodes talk to neighbours only is as slow as
/// its graph is long, and falls apart where the graph is thin.
inline constexpr Ratio kNearShareMax{4, 5};

/// Whom a node may talk to, for one choice. Views of what belongs to the node; nothing in it is per peer.
struct PeerChoice {
  const Peers& peers;
  /// Peers not believed up, ascending; every one of them one of `peers`. Nobody: all are believed up.
  std::span<const NodeId> down = {};
  /// Who is always worth a try, whatever is believed, so that parts of a fleet that have lost each other meet again. They
  /// need not be peers; the node itself among them is passed over.
  std::span<const NodeId> seeds = {};
  /// Who is near, in any order; those that are no peers, or down, are passed over.
  std::span<const NodeId> near = {};
  /// The share of the choices that are made among `near`; more than kNearShareMax counts as that.
  Ratio near_share = {0, 1};
};

/// Chooses whom to talk to this time, all distinct:
/// - `count` peers believed up, or all of them: each uniform, but the share `near_share` uniform among those that are near;
/// - one that is not believed up, with probability down / (up + 1): whoever is believed down has no other way to be found
///   up again, least of all after a partition that was longer than every timeout;
/// - one seed, with probability seeds / (up + down), if no seed is among them yet.
///
/// Model: the dissemination of Cassandra's and Serf's gossip, rejection sampling from a fleet that is not listed.
/// Cost: as the number chosen, whatever the size of the fleet, as long as most of it is believed up. Draws: none but those
/// of the peers when nobody is down, nobody near and nobody a seed, so that who wants none of it draws as ever.
/// Determinism: a function of its arguments. The order is that of choosing.
std::vector<NodeId> choose_peers(const PeerChoice& choice, std::uint32_t count, Dice& dice);

}  // namespace fleetsim::core
