#pragma once

#include <string>
#include <vector>

#include "core/placement/server_placement.h"

namespace fleetsim::tests {

/// A context with everything that placements may need.
core::Cx placement_context();

/// A fragment `demo/fragment` whose node is the expression, without edges.
core::PlacedFragment fragment_of(core::Expr node);
/// The same with one PCM output edge that holds one envelope.
core::PlacedFragment fragment_with_audio(core::Expr node);

/// Places the fragment at a local site with the lisp codec, as render-return with a report that says nothing
/// unless another request is given.
core::Result<std::vector<core::ServerFrame>> place(core::Cx& cx, const core::PlacedFragment& fragment,
                                                   const core::PlacementRules& rules);
core::Result<std::vector<core::ServerFrame>> place(core::Cx& cx, const core::PlacedFragment& fragment,
                                                   const core::ServerPlacementRequest& request,
                                                   const core::PlacementRules& rules);
core::Result<std::vector<core::ServerFrame>> place_at(core::Cx& cx, const core::Site& site,
                                                      const core::PlacedFragment& fragment,
                                                      const core::ServerPlacementRequest& request,
                                                      const core::PlacementRules& rules);

/// The envelope in a chunk.
core::StreamEnvelope envelope_in(core::Cx& cx, const core::ServerFrame& frame);
/// The payload of the data packet in a chunk.
core::Expr payload_in(core::Cx& cx, const core::ServerFrame& frame);
/// What each frame is: `start`, `end`, the name of the packet's data kind, or `diagnostic: <message>`.
std::vector<std::string> told(core::Cx& cx, const std::vector<core::ServerFrame>& frames);

}  // namespace fleetsim::tests
