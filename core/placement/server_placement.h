#pragma once

#include <vector>

#include "core/placement/placement_request.h"
#include "core/placement/placement_rules.h"
#include "core/placement/site.h"

namespace fleetsim::core {

/// Runs a fragment at a site and returns what travels back: StreamStart, a report of the request, a report of
/// the result, the output envelopes under the declared profile, StreamEnd; or, when it is refused,
/// StreamStart, the request, a diagnostic of kind `stream/fabric/ServerPlacementRefused`, StreamEnd.
///
/// Errors: capability_denied for a missing `stream.placement.run-node-on-server` (or what the site names),
/// `stream.remote.network`, `stream.host.device` (when a device of the host is named),
/// `stream.remote.preview` or `stream.remote.render` (as the profile needs), and what the site denies; limits
/// that are zero; codecs'. By the reference rules also a profile that cannot be remote, input edges on
/// another clock, and whatever the node fails with; these are refusals by default.
///
/// Refusals name a token: `realtime-pinned`, `profile`, `input-edges`, `evaluation`, `cpu-time`,
/// `sensitive-payload`, and as `resource cutoff` `stream-size`, `inflight-work`, `frame-size`, `memory`, in
/// this order for each frame. The reason in the refusal packet is `stream/placement-refusal/<token>`.
/// Contract row 50.
Result<std::vector<ServerFrame>> server_placement_stream_frames(
    Cx& cx, const Site& site, const PlacedFragment& fragment, const ServerPlacementRequest& request,
    const Symbol& codec, const FrameEnvelope& envelope, const PlacementRules& rules = {});

}  // namespace fleetsim::core
