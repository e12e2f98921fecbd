#include "sim/net/sites.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <map>
#include <utility>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {
namespace {

/// Between any two nodes, when a scenario says nothing about links.
constexpr core::Duration kDefaultLatency = core::milliseconds(1);
/// Between two nodes of one site, when no link says anything about them.
constexpr core::Duration kLocalLatency = core::microseconds(200);

Link constant_link(core::Duration latency) {
  Link link;
  link.latency = Constant{latency};
  return link;
}

// Nothing but latency, jitter, loss and copies.
bool is_plain(const Link& link) {
  return link.transport == Link::Transport::datagram && !link.burst && link.reorder.ratio.numerator == 0 &&
         link.corrupt.numerator == 0 && link.bandwidth == Bandwidth{} && link.mtu == 0 && link.profile.steps.empty();
}

}  // namespace

Sites::Sites(const Scenario& scenario) : links_(scenario.topology.links) {
  place_nodes(scenario);
  join_sites(scenario);
}

void Sites::place_nodes(const Scenario& scenario) {
  const std::size_t ends = links_.size() * 2;
  std::vector<std::vector<bool>> ends_of(scenario.nodes.size(), std::vector<bool>(ends));
  for (std::size_t l = 0; l < links_.size(); ++l) {
    for (std::uint32_t node : candidates(links_[l].from, scenario)) ends_of[node][2 * l] = true;
    for (std::uint32_t node : candidates(links_[l].to, scenario)) ends_of[node][2 * l + 1] = true;
  }
  std::map<std::vector<bool>, SiteId> sites;
  site_of_.reserve(scenario.nodes.size());
  for (std::vector<bool>& ends_here : ends_of) {
    const auto [site, added] = sites.try_emplace(ends_here, sites_);
    if (added) {
      ++sites_;
      member_of_.push_back(std::move(ends_here));
    }
    site_of_.push_back(site->second);
  }
}

void Sites::join_sites(const Scenario& scenario) {
  // (from, to) -> lane; later links override earlier ones, and of one link the way that it is written.
  std::map<std::pair<SiteId, SiteId>, Lane> joined;
  for (std::uint32_t l = 0; l < scenario.topology.links.size(); ++l) {
    std::vector<SiteId> from;
    std::vector<SiteId> to;
    for (SiteId site = 0; site < sites_; ++site) {
      if (member_of_[site][2 * l]) from.push_back(site);
      if (member_of_[site][2 * l + 1]) to.push_back(site);
    }
    if (links_[l].symmetric)
      for (SiteId a : from)
        for (SiteId b : to) joined[{b, a}] = 2 * l + 1;
    for (SiteId a : from)
      for (SiteId b : to) joined[{a, b}] = 2 * l;
  }
  const bool silent = links_.empty();
  const auto local = static_cast<Lane>(2 * links_.size());
  links_.push_back(constant_link(silent ? kDefaultLatency : kLocalLatency));
  for (SiteId site = 0; site < sites_; ++site) joined.try_emplace({site, site}, local);
  for (const auto& [ends, lane] : joined) edges_.push_back({ends.first, ends.second, lane});
}

void Sites::append_hop(Route& route, const Edge& edge) const {
  const Link& link = link_of(edge.lane);
  route.hops.push_back({edge.from, edge.lane});
  route.plain = route.plain && is_plain(link);
  route.doubles = route.doubles || link.duplicate.numerator > 0;
  route.stream = route.stream && link.transport == Link::Transport::stream;
  route.median = route.median + median(link.latency) + core::Duration{link.jitter.ns / 2};
}

RouteTable Sites::routes_from(SiteId source, const std::vector<bool>& avoid) const {
  struct EdgeTraits {
    std::int64_t latency_ns;
  };
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, EdgeTraits>;
  Graph graph(sites_);
  for (const Edge& edge : edges_) {
    if (edge.from == edge.to || avoid[edge.lane]) continue;
    const Link& link = link_of(edge.lane);
    const std::int64_t latency = median(link.latency).ns + link.jitter.ns / 2;
    boost::add_edge(edge.from, edge.to, EdgeTraits{latency}, graph);
  }
  std::vector<std::int64_t> distance(sites_);
  std::vector<Graph::vertex_descriptor> before(sites_);
  boost::dijkstra_shortest_paths(
      graph, source,
      boost::weight_map(boost::get(&EdgeTraits::latency_ns, graph))
          .distance_map(boost::make_iterator_property_map(distance.begin(), boost::get(boost::vertex_index, graph)))
          .predecessor_map(boost::make_iterator_property_map(before.begin(), boost::get(boost::vertex_index, graph))));

  const auto edge_between = [&](SiteId from, SiteId to) -> const Edge& {
    return *std::ranges::lower_bound(edges_, std::pair(from, to), {},
                                     [](const Edge& edge) { return std::pair(edge.from, edge.to); });
  };
  RouteTable table;
  table.to.resize(sites_);
  table.reachable.resize(sites_);
  for (SiteId to = 0; to < sites_; ++to) {
    std::vector<SiteId> path = {to};
    if (to == source) {
      if (avoid[edge_between(to, to).lane]) continue;
      path.push_back(to);
    } else if (before[to] == to) {
      continue;
    }
    while (path.back() != source) path.push_back(static_cast<SiteId>(before[path.back()]));
    table.reachable[to] = true;
    for (std::size_t i = path.size() - 1; i > 0; --i) append_hop(table.to[to], edge_between(path[i], path[i - 1]));
  }
  return table;
}

}  // namespace fleetsim::sim
