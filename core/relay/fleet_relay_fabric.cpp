#include "core/relay/fleet_relay_fabric.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

Error no_route(std::string why) {
  return Error::eval("no route: " + std::move(why), ErrorCode::no_route);
}

// Whether a hop was not reached at all, so that the next one of its route may be tried.
bool is_unreached(const Error& error) {
  return error.code == ErrorCode::unreachable || error.code == ErrorCode::relay_down;
}

}  // namespace

FleetRelayFabric::FleetRelayFabric(Symbol self, RouteTable routes, EvalFabricRef local,
                                   std::uint32_t hop_limit)
    : self_(std::move(self)), routes_(std::move(routes)), local_(std::move(local)), hop_limit_(hop_limit) {}

void FleetRelayFabric::connect(const Symbol& neighbour, std::weak_ptr<FleetRelayFabric> relay) {
  links_.insert_or_assign(neighbour, Link{std::move(relay)});
}

Result<EvalReply> FleetRelayFabric::realize(EvalContext& context, const EvalRequest& request) {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return key.error();
  std::vector<Symbol> path;
  return route(context, request, *key, path, hop_limit_);
}

Result<EvalReply> FleetRelayFabric::route(EvalContext& context, const EvalRequest& request,
                                          const ContentKey& key, std::vector<Symbol>& path,
                                          std::uint32_t hops_left) {
  const Result<std::span<const Symbol>> hops = routes_.next_hops(request, key);
  if (!hops) return hops.error();
  path.push_back(self_);
  Error last = no_route("a route without hops");
  for (const Symbol& hop : *hops) {
    Result<EvalReply> outcome = last;
    if (hop == self_) {
      if (!local_) return no_route(fmt::format("it ends at {}, which answers nothing", self_.text()));
      outcome = local_->realize(context, request);
    } else if (std::ranges::find(path, hop) != path.end()) {
      return no_route(fmt::format("a loop from {} back to {}", self_.text(), hop.text()));
    } else if (hops_left == 0) {
      return no_route(fmt::format("the hop limit of {} is reached at {}", path.size() - 1, self_.text()));
    } else {
      const auto link = links_.find(hop);
      const std::shared_ptr<FleetRelayFabric> next =
          link != links_.end() && link->second.up ? link->second.relay.lock() : nullptr;
      outcome = next ? next->route(context, request, key, path, hops_left - 1)
                     : Error::eval(fmt::format("{} cannot be reached from {}", hop.text(), self_.text()),
                                   ErrorCode::unreachable);
    }
    if (outcome || !is_unreached(outcome.error())) {
      path.pop_back();
      return outcome;
    }
    last = outcome.error();
  }
  path.pop_back();
  return last;
}

}  // namespace fleetsim::core
