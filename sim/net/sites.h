#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

using SiteId = std::uint32_t;

/// The physical map: nodes hang on sites, sites are joined by directed links, packets take the shortest route.
///
/// Nodes that no link tells apart share a site, so that the map has as many vertices as the scenario makes
/// distinctions, not as many as there are nodes. A Boost.Graph graph; routes are shortest paths (Dijkstra) by median
/// latency, ties by link position, found once per source site that sends.
class Sites {
 public:
  explicit Sites(const Scenario& scenario);

  std::uint32_t size() const { return sites_; }
  SiteId site_of(std::uint32_t node) const { return site_of_[node]; }

  /// The links from one site to another in travel order, as indexes into `links()`; none: no route. Within a site,
  /// its own link.
  std::optional<std::span<const std::uint32_t>> route(SiteId from, SiteId to);
  /// The scenario's links, then the two that stand for what it leaves out.
  const std::vector<Link>& links() const { return links_; }

 private:
  struct Edge {
    SiteId from;
    SiteId to;
    std::uint32_t link;
  };
  /// All routes from one site.
  struct RouteTable {
    std::vector<std::vector<std::uint32_t>> links;
    std::vector<bool> reachable;
  };

  void place_nodes(const Scenario& scenario);
  void join_sites(const Scenario& scenario);
  RouteTable find_routes(SiteId from) const;

  std::uint32_t sites_ = 0;
  std::vector<SiteId> site_of_;
  std::vector<Link> links_;
  std::vector<std::vector<bool>> member_of_;  // per site: which ends of which links it is (2 * link + end)
  std::vector<Edge> edges_;
  std::vector<std::optional<RouteTable>> routes_;
};

}  // namespace fleetsim::sim
