#include "sim/net/sites.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <map>

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

}  // namespace

Sites::Sites(const Scenario& scenario) : links_(scenario.topology.links) {
  place_nodes(scenario);
  join_sites(scenario);
  routes_.resize(sites_);
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
  // (from, to) -> link; later links override earlier ones.
  std::map<std::pair<SiteId, SiteId>, std::uint32_t> joined;
  for (std::uint32_t l = 0; l < scenario.topology.links.size(); ++l) {
    std::vector<SiteId> from;
    std::vector<SiteId> to;
    for (SiteId site = 0; site < sites_; ++site) {
      if (member_of_[site][2 * l]) from.push_back(site);
      if (member_of_[site][2 * l + 1]) to.push_back(site);
    }
    for (SiteId a : from) {
      for (SiteId b : to) {
        joined[{a, b}] = l;
        if (links_[l].symmetric) joined[{b, a}] = l;
      }
    }
  }
  const bool silent = links_.empty();
  const auto local = static_cast<std::uint32_t>(links_.size());
  links_.push_back(constant_link(silent ? kDefaultLatency : kLocalLatency));
  for (SiteId site = 0; site < sites_; ++site) joined.try_emplace({site, site}, local);
  for (const auto& [ends, link] : joined) edges_.push_back({ends.first, ends.second, link});
}

Sites::RouteTable Sites::find_routes(SiteId source) const {
  struct EdgeTraits {
    std::int64_t latency_ns;
    std::uint32_t edge;
  };
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, EdgeTraits>;
  Graph graph(sites_);
  for (std::uint32_t e = 0; e < edges_.size(); ++e) {
    const Link& link = links_[edges_[e].link];
    if (edges_[e].from == edges_[e].to) continue;
    const std::int64_t latency = median(link.latency).ns + link.jitter.ns / 2;
    boost::add_edge(edges_[e].from, edges_[e].to, EdgeTraits{latency, e}, graph);
  }
  std::vector<std::int64_t> distance(sites_);
  std::vector<Graph::vertex_descriptor> before(sites_);
  boost::dijkstra_shortest_paths(
      graph, source,
      boost::weight_map(boost::get(&EdgeTraits::latency_ns, graph))
          .distance_map(boost::make_iterator_property_map(distance.begin(), boost::get(boost::vertex_index, graph)))
          .predecessor_map(boost::make_iterator_property_map(before.begin(), boost::get(boost::vertex_index, graph))));

  std::map<std::pair<SiteId, SiteId>, std::uint32_t> link_of;
  for (const Edge& edge : edges_) link_of[{edge.from, edge.to}] = edge.link;
  RouteTable table;
  table.links.resize(sites_);
  table.reachable.resize(sites_);
  for (SiteId to = 0; to < sites_; ++to) {
    if (to == source) {
      table.reachable[to] = true;
      table.links[to] = {link_of.at({to, to})};
      continue;
    }
    if (before[to] == to) continue;
    table.reachable[to] = true;
    for (SiteId at = to; at != source; at = static_cast<SiteId>(before[at]))
      table.links[to].insert(table.links[to].begin(), link_of.at({static_cast<SiteId>(before[at]), at}));
  }
  return table;
}

std::optional<std::span<const std::uint32_t>> Sites::route(SiteId from, SiteId to) {
  std::optional<RouteTable>& table = routes_[from];
  if (!table) table = find_routes(from);
  if (!table->reachable[to]) return std::nullopt;
  return std::span<const std::uint32_t>(table->links[to]);
}

}  // namespace fleetsim::sim
