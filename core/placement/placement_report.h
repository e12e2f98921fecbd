#pragma once

#include <vector>

#include "core/eval/capability.h"
#include "core/placement/placement_capability.h"
#include "core/placement/placement_redaction.h"
#include "core/placement/placement_request.h"
#include "core/stream/stream_edge.h"

namespace fleetsim::core {

/// Whether the node, the report, or the port, metadata or an envelope of any edge names a device of the host.
bool placement_touches_host_device(const PlacedFragment& fragment, const ServerPlacementRequest& request);

/// What the placement needs, sorted, each once.
std::vector<CapabilityName> placement_required_capabilities(
    const PlacedFragment& fragment, const ServerPlacementRequest& request,
    PlacementCapability run_capability = PlacementCapability::run_node_on_server);

/// The payload of the request packet (contract: fabric-surface §8.2). `fragment_id` is redacted already.
Expr placement_request_report(const PlacedFragment& fragment, const ServerPlacementRequest& request,
                              const Symbol& fragment_id, PlacementRedaction& redaction,
                              const StreamRules& rules,
                              PlacementCapability run_capability = PlacementCapability::run_node_on_server);

/// The payload of the result packet. `fragment_id` and `result` are redacted already, as far as they are to
/// be.
Expr placement_result_report(const ServerPlacementRequest& request, const Symbol& fragment_id, Expr result,
                             std::uint64_t output_envelope_count);

/// The payload of the refusal packet: `operation`, `site`, `fragment-id`, `reason` (symbol
/// `stream/placement-refusal/<reason>`), `detail` (text).
Expr placement_refusal_report(const Symbol& fragment_id, const Symbol& reason, const std::string& detail);

}  // namespace fleetsim::core
