#pragma once

#include <optional>

#include "sim/scenario/map_reader.h"
#include "sim/scenario/read_state.h"

namespace fleetsim::sim {

/// `links`, in order. Requires the topology's nodes.
void read_links(const Field& field, ReadState& state);

/// `{ good: 0, bad: 60%, good_mean: 10s, bad_mean: 200ms }`.
std::optional<BurstLoss> read_burst(const Field& field);

/// `10Mbit/s`, or `{ up: 1Mbit/s, down: 10Mbit/s }` with at least one of the two.
std::optional<Bandwidth> read_bandwidth(const Field& field);

/// `queue` and `sharing`; a finding when there is no bandwidth that they could belong to.
void read_waiting(MapReader& map, bool has_bandwidth, Queue& queue, Sharing& sharing);

}  // namespace fleetsim::sim
