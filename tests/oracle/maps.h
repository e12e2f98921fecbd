#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fleetsim::tests {

/// Who is joined to whom: an undirected graph, neighbours ascending, each once.
struct Map {
  std::vector<std::vector<std::size_t>> neighbours;

  std::size_t size() const { return neighbours.size(); }
  void join(std::size_t a, std::size_t b);
};

Map line_map(std::size_t nodes);
/// Node 0 in the middle.
Map star_map(std::size_t nodes);
Map grid_map(std::size_t side);
Map full_map(std::size_t nodes);

/// Hops to the farthest node; none: somebody is not reached.
std::optional<std::size_t> eccentricity(const Map& map, std::size_t source);

/// A carrier's network from the Internet Topology Zoo (Knight et al., IEEE JSAC 29(9), 2011), which this
/// repository does not ship: from `<name>.graphml` in the directory that the environment variable
/// FLEETSIM_ZOO names. None: it is not there.
std::optional<Map> zoo_map(const std::string& name);

}  // namespace fleetsim::tests
