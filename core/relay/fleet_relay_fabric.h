#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/eval/eval_fabric.h"
#include "core/relay/route_table.h"

namespace fleetsim::core {

/// How often a request may be passed on before it is refused.
inline constexpr std::uint32_t kHopLimitDefault = 8;

/// Explicit routing between the members of a small known fleet: the alternative to finding content by who
/// holds it.
///
/// A request follows the route table of each member that it reaches, hop by hop, until one answers it here.
/// Nothing is learned, cached or guessed: what no route takes is refused, and so is what would go in a circle
/// or too far. A hop that cannot be reached (no such link, its link is down, nobody there) is passed over for
/// the next of its route; any other outcome is the answer, an unknown outcome above all: somebody may have
/// done the work. Threads: realize() may be called by several at once when the local fabric may; connect()
/// may not at the same time.
class FleetRelayFabric final : public EvalFabric {
 public:
  /// `local`: what answers requests whose route ends here; null: nothing does.
  FleetRelayFabric(Symbol self, RouteTable routes, EvalFabricRef local,
                   std::uint32_t hop_limit = kHopLimitDefault);

  /// A link to the next member, by name. Members do not own each other, so that rings of them end; a later
  /// link to the same name replaces the earlier one.
  void connect(const Symbol& neighbour, std::weak_ptr<FleetRelayFabric> relay);
  /// The link is there and carries nothing until it is restored.
  void cut(const Symbol& neighbour) { links_[neighbour].up = false; }
  void restore(const Symbol& neighbour) { links_[neighbour].up = true; }

  const Symbol& self() const { return self_; }
  const RouteTable& routes() const { return routes_; }

  /// Errors: eval/no_route when no route takes it, its route ends at a member that does not answer, it would
  /// come round to a member that passed it on already, or the hop limit is reached; eval/unreachable when no
  /// hop of its route can be reached; whatever the member says that it ends at.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  struct Link {
    std::weak_ptr<FleetRelayFabric> relay;
    bool up = true;
  };

  /// `path`: the members that passed it on, from the first.
  Result<EvalReply> route(EvalContext& context, const EvalRequest& request, const ContentKey& key,
                          std::vector<Symbol>& path, std::uint32_t hops_left);

  Symbol self_;
  RouteTable routes_;
  EvalFabricRef local_;
  std::uint32_t hop_limit_;
  std::map<Symbol, Link> links_;
};

}  // namespace fleetsim::core
