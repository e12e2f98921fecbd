#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/findings.h"

namespace fleetsim::sim {

struct YamlNode;

/// Aliases share the node of their anchor; there are no cycles.
using YamlRef = std::shared_ptr<const YamlNode>;

/// One key of a map and its value.
struct YamlEntry {
  std::string key;
  Origin origin;
  YamlRef value;
};

/// A YAML document as a tree of texts: nothing is a number or a bool until a key asks for one.
struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  bool plain = false;                ///< scalar: written without quotes
  std::string text{};                ///< scalar
  std::vector<YamlRef> items{};      ///< sequence
  std::vector<YamlEntry> entries{};  ///< map, in file order; no key twice
  Origin origin{};
  std::size_t visited = 1;  ///< nodes and keys met when walking it, aliases followed
  int depth = 1;            ///< levels, 1 for a leaf, aliases followed

  const YamlEntry* find(std::string_view key) const {
    for (const YamlEntry& entry : entries)
      if (entry.key == key) return &entry;
    return nullptr;
  }
};

}  // namespace fleetsim::sim
