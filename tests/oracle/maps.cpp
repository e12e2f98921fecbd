#include "tests/oracle/maps.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <pugixml.hpp>

namespace fleetsim::tests {

void Map::join(std::size_t a, std::size_t b) {
  if (a == b) return;
  for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
    std::vector<std::size_t>& list = neighbours[from];
    const auto place = std::ranges::lower_bound(list, to);
    if (place == list.end() || *place != to) list.insert(place, to);
  }
}

Map line_map(std::size_t nodes) {
  Map map{std::vector<std::vector<std::size_t>>(nodes)};
  for (std::size_t i = 0; i + 1 < nodes; ++i) map.join(i, i + 1);
  return map;
}

Map star_map(std::size_t nodes) {
  Map map{std::vector<std::vector<std::size_t>>(nodes)};
  for (std::size_t i = 1; i < nodes; ++i) map.join(0, i);
  return map;
}

Map grid_map(std::size_t side) {
  Map map{std::vector<std::vector<std::size_t>>(side * side)};
  for (std::size_t i = 0; i < side * side; ++i) {
    if (i % side + 1 < side) map.join(i, i + 1);
    if (i + side < side * side) map.join(i, i + side);
  }
  return map;
}

Map full_map(std::size_t nodes) {
  Map map{std::vector<std::vector<std::size_t>>(nodes)};
  for (std::size_t i = 0; i < nodes; ++i)
    for (std::size_t j = i + 1; j < nodes; ++j) map.join(i, j);
  return map;
}

std::optional<std::size_t> eccentricity(const Map& map, std::size_t source) {
  std::vector<std::size_t> reached{source};
  std::vector<std::optional<std::size_t>> hops(map.size());
  hops[source] = 0;
  for (std::size_t i = 0; i < reached.size(); ++i)
    for (const std::size_t next : map.neighbours[reached[i]])
      if (!hops[next]) {
        hops[next] = *hops[reached[i]] + 1;
        reached.push_back(next);
      }
  if (reached.size() < map.size()) return std::nullopt;
  return hops[reached.back()];
}

std::optional<Map> zoo_map(const std::string& name) {
  const char* directory = std::getenv("FLEETSIM_ZOO");
  pugi::xml_document document;
  if (directory == nullptr || !document.load_file((std::string(directory) + "/" + name + ".graphml").c_str()))
    return std::nullopt;
  const pugi::xml_node graph = document.child("graphml").child("graph");
  std::map<std::string, std::size_t> places;
  for (const pugi::xml_node node : graph.children("node"))
    places.emplace(node.attribute("id").value(), places.size());
  Map map{std::vector<std::vector<std::size_t>>(places.size())};
  for (const pugi::xml_node edge : graph.children("edge"))
    map.join(places.at(edge.attribute("source").value()), places.at(edge.attribute("target").value()));
  return map;
}

}  // namespace fleetsim::tests
