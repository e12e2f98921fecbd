#pragma once

#include <optional>
#include <string>

#include "sim/scenario/map_reader.h"
#include "sim/scenario/read_state.h"

namespace fleetsim::sim {

/// The parts of a scenario, in the order in which they must be read: each refers only to those before it.
/// Each puts what it understands into `state.scenario` and the rest into `state.findings`.
void read_frame(MapReader& root, ReadState& state);     ///< version, name, labels, seed, time, phases, limits
void read_topology(MapReader& root, ReadState& state);  ///< and expands the nodes
void read_fabric(MapReader& root, ReadState& state);
void read_content(MapReader& root, ReadState& state);
void read_preload(MapReader& root, ReadState& state);
void read_workload(MapReader& root, ReadState& state);
void read_faults(MapReader& root, ReadState& state);  ///< and settles when the safety phase ends
void read_budget(MapReader& root, ReadState& state);
void read_expect(MapReader& root, ReadState& state);  ///< and `planted`
void read_contrasts(MapReader& root, ReadState& state);

/// `gossip`, of the fabric or of a group; what is not said is as the strategy is best run.
core::GossipOptions read_gossip(const Field& field, const ReadState& state);
/// The parts on who is there of `fabric` and `expect`.
void read_membership(const Field& field, core::MembershipOptions& membership);
void read_members_expectation(const Field& field, std::size_t number, ReadState& state);

/// The part on metrics of `expect`.
void read_threshold(const Field& field, std::size_t number, ReadState& state);

/// The parts on streams of `fabric` and `expect`.
void read_stream_options(const Field& field, core::StreamOptions& options);
void read_stream_expectation(const Field& field, std::size_t number, ReadState& state);

/// The `as` of a request, which is one for a stream or not; a finding when there is none.
std::optional<std::string> read_request_name(const Field& field, bool stream, ReadState& state);

/// The name of an invariant or the id of an expectation; a finding when there is no such check.
std::optional<std::string> read_check(const Field& field, ReadState& state);

/// `5ms`, or a map with the name of one kind: `{ uniform: [1ms, 2ms] }`, `{ exponential: { min: 1ms, mean: 5ms } }`; in
/// read_distribution.cpp.
std::optional<Distribution> read_distribution(const Field& field);

/// When something begins; a finding unless that is before the end of the run.
std::optional<core::Duration> read_at(MapReader& map, ReadState& state);

/// Takes `key`, or the default `id`, into the table; a finding when it is taken. `what` is e.g. `request`.
std::optional<std::string> read_id(MapReader& map, const char* key, const char* what, std::string id,
                                   std::map<std::string, std::uint32_t>& taken);

/// A list of texts, repeats kept.
std::optional<std::vector<std::string>> read_lines(const Field& field, const char* expected);
/// A list of names, none twice.
std::optional<std::vector<std::string>> read_names(const Field& field, const char* expected);

}  // namespace fleetsim::sim
