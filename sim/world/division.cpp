#include "sim/world/division.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "sim/net/sites.h"

namespace fleetsim::sim {
namespace {

__extension__ using SignedWide = __int128;

// The shortest that a packet can take to cross a link, at any time of its profile.
core::Duration least_time(const Link& link) {
  core::Duration shortest = least(link.latency);
  SignedWide scaled = shortest.ns;
  for (const LinkProfile::Step& step : link.profile.steps)
    scaled = std::min(scaled, static_cast<SignedWide>(shortest.ns) * static_cast<std::int64_t>(step.latency_factor.numerator) /
                                  static_cast<std::int64_t>(step.latency_factor.denominator));
  return {static_cast<std::int64_t>(scaled)};
}

bool is_shared(const Link& link) {
  const bool limited = link.bandwidth != Bandwidth{} || std::ranges::any_of(link.profile.steps, [](const auto& step) {
                         return step.bandwidth && *step.bandwidth != Bandwidth{};
                       });
  return limited && link.sharing == Sharing::shared;
}

// What makes one machine depend on another one without a message between them.
std::string why_whole(const Scenario& scenario) {
  for (const Link& link : scenario.topology.links) {
    if (link.transport == Link::Transport::stream) return "its nodes hear at once when a stream breaks";
    if (is_shared(link)) return "messages wait for each other on link " + link.id;
  }
  for (const Fault& fault : scenario.faults) {
    if (fault.when) return "fault " + fault.id + " waits for what happens";
    if (fault.action == FaultAction::clog) return "fault " + fault.id + " holds messages and lets them go in their order";
    if (fault.action == FaultAction::throttle && fault.sharing == Sharing::shared)
      return "messages wait for each other because of fault " + fault.id;
  }
  for (const Group& group : scenario.topology.groups)
    if (group.clock.source == ClockSpec::Source::wall) return "group " + group.name + " goes by the time of day";
  return "";
}

/// The sites of a scenario, joined step by step where a message takes less than some time.
class Clusters {
 public:
  explicit Clusters(const Scenario& scenario) : sites_(scenario), nodes_at_(sites_.size()) {
    for (core::NodeId node = 0; node < scenario.nodes.size(); ++node) nodes_at_[sites_.site_of(node)].push_back(node);
    for (const Sites::Edge& edge : sites_.edges())
      if (edge.from != edge.to || nodes_at_[edge.from].size() > 1) times_.push_back({least_time(sites_.link_of(edge.lane)), edge});
  }

  /// How long links take at least, longest first; those that take no time are left out.
  std::vector<core::Duration> lookaheads() const {
    std::set<core::Duration> all;
    for (const auto& [time, edge] : times_)
      if (time.ns > 0) all.insert(time);
    return {all.rbegin(), all.rend()};
  }

  /// Divides the nodes so that no edge between parts takes less than that; clusters go to the emptiest part, largest first.
  Division divided(core::Duration lookahead, PartId parts) const {
    std::vector<SiteId> leader(sites_.size());
    std::iota(leader.begin(), leader.end(), SiteId{0});
    const auto find = [&](SiteId site) {
      while (leader[site] != site) site = leader[site] = leader[leader[site]];
      return site;
    };
    std::vector<bool> solid(sites_.size());  // some nodes of it cannot be parted
    for (const auto& [time, edge] : times_) {
      if (time >= lookahead) continue;
      const SiteId a = find(edge.from);
      const SiteId b = find(edge.to);
      leader[std::max(a, b)] = std::min(a, b);
      solid[std::min(a, b)] = true;
    }
    std::map<SiteId, std::vector<core::NodeId>> clusters;
    for (SiteId site = 0; site < sites_.size(); ++site) {
      std::vector<core::NodeId>& nodes = clusters[find(site)];
      nodes.insert(nodes.end(), nodes_at_[site].begin(), nodes_at_[site].end());
    }
    std::vector<const std::vector<core::NodeId>*> whole;
    std::vector<core::NodeId> loose;
    for (const auto& [site, nodes] : clusters) {
      if (solid[site])
        whole.push_back(&nodes);
      else
        loose.insert(loose.end(), nodes.begin(), nodes.end());
    }
    std::ranges::sort(whole, [](const auto* a, const auto* b) {
      return a->size() != b->size() ? a->size() > b->size() : a->front() < b->front();
    });
    Division division{std::vector<PartId>(sites_.nodes()), parts, lookahead, ""};
    std::vector<std::size_t> load(parts);
    for (const auto* nodes : whole) {
      const auto part = static_cast<PartId>(std::ranges::min_element(load) - load.begin());
      load[part] += nodes->size();
      for (const core::NodeId node : *nodes) division.part_of[node] = part;
    }
    // Neighbours by number stay together.
    std::ranges::sort(loose);
    const std::size_t share = (sites_.nodes() + parts - 1) / parts;
    PartId part = 0;
    for (const core::NodeId node : loose) {
      while (load[part] >= share && part + 1 < parts) ++part;
      ++load[part];
      division.part_of[node] = part;
    }
    return division;
  }

 private:
  Sites sites_;
  std::vector<std::vector<core::NodeId>> nodes_at_;  // per site
  std::vector<std::pair<core::Duration, Sites::Edge>> times_;
};

std::size_t largest(const Division& division) {
  std::vector<std::size_t> load(division.parts);
  for (const PartId part : division.part_of) ++load[part];
  return std::ranges::max(load);
}

}  // namespace

Division divide(const Scenario& scenario, PartId wanted) {
  const std::size_t nodes = scenario.nodes.size();
  const auto parts = static_cast<PartId>(std::min<std::size_t>(wanted, nodes));
  const auto whole = [](std::string why) { return Division{.whole_because = std::move(why)}; };
  if (parts <= 1) return whole(wanted <= 1 ? "" : "it has one node");
  if (std::string why = why_whole(scenario); !why.empty()) return whole(std::move(why));
  const Clusters clusters(scenario);
  // As far apart as can be, as long as no part is more than a quarter larger than its share; else as even as can be.
  std::optional<Division> best;
  for (const core::Duration lookahead : clusters.lookaheads()) {
    Division division = clusters.divided(lookahead, parts);
    if (best && largest(division) >= largest(*best)) continue;
    best = std::move(division);
    if (4 * largest(*best) * parts <= 5 * (nodes + parts)) break;
  }
  if (!best) return whole("its messages may take no time");
  if (largest(*best) == nodes) return whole("some of its messages may take no time, and hold all nodes together");
  return *std::move(best);
}

}  // namespace fleetsim::sim
