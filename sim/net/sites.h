#pragma once

#include <cstdint>
#include <vector>

#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

using SiteId = std::uint32_t;

/// One direction of a link: 2 * its position among the links, + 1 for the way from its `to` to its `from`.
using Lane = std::uint32_t;

/// The way from one site to another.
struct Route {
  struct Hop {
    SiteId from;
    Lane lane;
  };
  std::vector<Hop> hops;    ///< in travel order; within a site, its own link
  bool plain = true;        ///< of links that only take time, lose and double packets, as datagrams
  bool doubles = false;     ///< some link doubles packets
  bool stream = true;       ///< of links that are streams, all of them
  core::Duration median{};  ///< the sum of the links' medians
};

/// All routes from one site, by the site that they lead to.
struct RouteTable {
  std::vector<Route> to;
  std::vector<bool> reachable;
};

/// The physical map: nodes hang on sites, sites are joined by directed links, packets take the shortest route.
///
/// Nodes that no link tells apart share a site, so that the map has as many vertices as the scenario makes
/// distinctions, not as many as there are nodes. A Boost.Graph graph; routes are shortest paths (Dijkstra) by median
/// latency, ties by link position. Never changes: worlds that are copies of each other share it.
class Sites {
 public:
  explicit Sites(const Scenario& scenario);

  /// From one site to another, or to itself: by one direction of a link.
  struct Edge {
    SiteId from;
    SiteId to;
    Lane lane;
  };

  std::uint32_t size() const { return sites_; }
  std::size_t nodes() const { return site_of_.size(); }
  SiteId site_of(std::uint32_t node) const { return site_of_[node]; }

  /// The scenario's links, then the one that stands for what it leaves out.
  const std::vector<Link>& links() const { return links_; }
  const Link& link_of(Lane lane) const { return links_[lane / 2]; }
  std::uint32_t lanes() const { return static_cast<std::uint32_t>(2 * links_.size()); }

  /// Ascending by (from, to), one for each pair that is joined.
  const std::vector<Edge>& edges() const { return edges_; }

  /// The routes from one site that avoid some lanes; one flag a lane.
  RouteTable routes_from(SiteId from, const std::vector<bool>& avoid) const;

 private:
  void place_nodes(const Scenario& scenario);
  void join_sites(const Scenario& scenario);
  void append_hop(Route& route, const Edge& edge) const;

  std::uint32_t sites_ = 0;
  std::vector<SiteId> site_of_;
  std::vector<Link> links_;
  std::vector<std::vector<bool>> member_of_;  // per site: which ends of which links it is (2 * link + end)
  std::vector<Edge> edges_;
};

}  // namespace fleetsim::sim
