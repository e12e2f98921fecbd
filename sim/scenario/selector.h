#pragma once

#include <optional>

#include "sim/scenario/map_reader.h"
#include "sim/scenario/read_state.h"

namespace fleetsim::sim {

/// Reads `{ node | group | zone | region | label | holders_of | home_of, mode, value }`. A selector that refers to nothing, that no
/// node can match, or that would choose nobody among those that match, is a finding. Requires the topology's
/// nodes.
std::optional<Selector> read_selector(const Field& field, ReadState& state);

/// Reads the keys of a selector without `mode` that stand among others; without any, everybody is meant.
std::optional<Selector> read_selector_among(MapReader& map, ReadState& state);

/// How many nodes match the fields.
std::uint64_t count_candidates(const Selector& selector, const ReadState& state);

/// A reference to a node; a finding when there is none of that name.
std::optional<std::uint32_t> read_node(const Field& field, const ReadState& state);

/// A reference to content: an id.
std::optional<std::uint32_t> read_content_id(const Field& field, const ReadState& state);

/// References to content: an id, a list of ids without repeats, or `all`.
std::optional<std::vector<std::uint32_t>> read_content_ids(const Field& field, const ReadState& state);

}  // namespace fleetsim::sim
