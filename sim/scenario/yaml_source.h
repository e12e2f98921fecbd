#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/findings.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/yaml_node.h"

namespace fleetsim::sim {

/// Turns bytes into a tree of texts, or null when that is impossible; everything wrong goes to `findings`.
///
/// Refused here: more than `bytes_max`, invalid UTF-8, control characters, malformed YAML, several documents,
/// more than `depth_max` levels or `yaml_nodes_max` nodes with aliases followed, an alias inside its own
/// anchor, tags, keys that are not plain text, merge keys, the same key twice in one map (the first stays).
/// Columns count bytes. Never throws.
YamlRef parse_yaml(std::string_view text, const ReaderLimits& limits, Findings& findings);

/// The tree with the overrides put in, in their order. Paths: keys and indexes, `expect.converge[0].within`;
/// maps on the way that are missing are made, list items are not. Findings name the path.
YamlRef apply_overrides(YamlRef root, const std::vector<Override>& overrides, const ReaderLimits& limits,
                        Findings& findings);

/// `base.key`, or `key` at the top; `base` alone for a key that is no simple word.
std::string join_path(const std::string& base, std::string_view key);
std::string join_path(const std::string& base, std::size_t index);

}  // namespace fleetsim::sim
