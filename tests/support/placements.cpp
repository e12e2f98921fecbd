#include "tests/support/placements.h"

#include "core/placement/placement_capability.h"
#include "core/stream/security_capability.h"
#include "tests/support/streams.h"

namespace fleetsim::tests {

using namespace core;

Cx placement_context() {
  Cx cx(77);
  for (const CapabilityName& each : placement_capability_names()) cx.grant(each);
  cx.grant(capability(StreamSecurityCapability::remote_network));
  cx.grant(capability(StreamSecurityCapability::remote_preview));
  return cx;
}

PlacedFragment fragment_of(Expr node) {
  return {Symbol::qualified("demo", "fragment"), std::move(node), {}, {}};
}

PlacedFragment fragment_with_audio(Expr node) {
  PlacedFragment fragment = fragment_of(std::move(node));
  StreamEdge edge{
      Symbol::unqualified("out"), RateContract::sample_exact(48'000), stream_metadata(StreamMedia::pcm), {}};
  edge.envelopes.push_back(*StreamEnvelope::from_item(edge.metadata, 0, {pcm_packet(), {}}));
  fragment.output_edges.push_back(std::move(edge));
  return fragment;
}

Result<std::vector<ServerFrame>> place(Cx& cx, const PlacedFragment& fragment, const PlacementRules& rules) {
  return place(cx, fragment, ServerPlacementRequest::render_return(Expr::nil()), rules);
}

Result<std::vector<ServerFrame>> place(Cx& cx, const PlacedFragment& fragment,
                                       const ServerPlacementRequest& request, const PlacementRules& rules) {
  return place_at(cx, LocalSite(), fragment, request, rules);
}

Result<std::vector<ServerFrame>> place_at(Cx& cx, const Site& site, const PlacedFragment& fragment,
                                          const ServerPlacementRequest& request,
                                          const PlacementRules& rules) {
  return server_placement_stream_frames(cx, site, fragment, request, Symbol::qualified("codec", "lisp"), {},
                                        rules);
}

StreamEnvelope envelope_in(Cx& cx, const ServerFrame& frame) {
  return *StreamEnvelope::from_expr(**stream_frame_to_expr(cx, frame));
}

Expr payload_in(Cx& cx, const ServerFrame& frame) {
  return std::get<DataPacket>(envelope_in(cx, frame).packet).payload;
}

std::vector<std::string> told(Cx& cx, const std::vector<ServerFrame>& frames) {
  std::vector<std::string> names;
  for (const ServerFrame& frame : frames) {
    if (is<frame::StreamStart>(frame.kind)) {
      names.push_back("start");
    } else if (is<frame::StreamEnd>(frame.kind)) {
      names.push_back("end");
    } else {
      const StreamPacket packet = envelope_in(cx, frame).packet;
      if (const auto* data = std::get_if<DataPacket>(&packet)) {
        names.push_back(data->kind.name);
      } else if (const auto* diagnostic = std::get_if<StreamDiagnostic>(&packet)) {
        names.push_back("diagnostic: " + diagnostic->message);
      } else {
        names.push_back(to_string(media_of(packet)));
      }
    }
  }
  return names;
}

}  // namespace fleetsim::tests
