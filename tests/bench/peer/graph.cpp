#include "tests/bench/peer/graph.h"

#include <cstddef>
#include <set>
#include <utility>

#include "tests/bench/peer/workload.h"

namespace fleetsim::peer {

std::vector<std::vector<std::uint32_t>> eight_regular(std::uint32_t nodes) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::vector<std::set<std::uint32_t>> joined(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node)
    for (std::uint32_t step = 1; step <= 4; ++step) edges.emplace_back(node, (node + step) % nodes);
  for (const auto& [a, b] : edges) {
    joined[a].insert(b);
    joined[b].insert(a);
  }
  Stream stream(7, 0);
  for (std::size_t round = 0; round < 10 * edges.size(); ++round) {
    auto& [a, b] = edges[stream.below(edges.size())];
    auto& [c, d] = edges[stream.below(edges.size())];
    if (a == c || a == d || b == c || b == d || joined[a].contains(d) || joined[c].contains(b)) continue;
    joined[a].erase(b);
    joined[b].erase(a);
    joined[c].erase(d);
    joined[d].erase(c);
    std::swap(b, d);
    joined[a].insert(b);
    joined[b].insert(a);
    joined[c].insert(d);
    joined[d].insert(c);
  }
  std::vector<std::vector<std::uint32_t>> neighbours;
  for (const std::set<std::uint32_t>& of : joined) neighbours.emplace_back(of.begin(), of.end());
  return neighbours;
}

}  // namespace fleetsim::peer
