#include "core/stream/stream_edge.h"

#include <fmt/format.h>

namespace fleetsim::core {

Result<StreamEnvelope> StreamEdge::result_envelope(std::uint64_t sequence, const Expr& payload,
                                                   const StreamRules& rules) const {
  if (rules.results_per_stream) {
    Result<StreamPacket> packet = packet_from_expr(payload, rules);
    if (packet && media_of(*packet) == metadata.media)
      return StreamEnvelope::from_item(metadata, sequence, {*std::move(packet), {}},
                                       TransportProfile::memory_local(), rules);
  }
  Result<DataPacket> result = make_data_packet(data_site_result_kind(), payload, rules);
  if (!result) return result.error();
  StreamMetadata as_data = metadata;
  if (rules.results_per_stream) as_data.media = StreamMedia::data;
  return StreamEnvelope::from_item(as_data, sequence, {*std::move(result), {}},
                                   TransportProfile::memory_local(), rules);
}

std::vector<StreamEnvelope> PlacedFragment::output_envelopes() const {
  std::vector<StreamEnvelope> all;
  for (const StreamEdge& edge : output_edges)
    all.insert(all.end(), edge.envelopes.begin(), edge.envelopes.end());
  return all;
}

Result<void> StreamEndpoint::accept_input_edges(std::span<const StreamEdge> edges) const {
  for (const StreamEdge& edge : edges)
    if (edge.rate_contract.clock_domain != clock_domain_)
      return Error::eval(fmt::format("input edge {} on clock domain {} does not match endpoint {} on {}",
                                     edge.port.text(), to_string(edge.rate_contract.clock_domain), id_.text(),
                                     to_string(clock_domain_)));
  return {};
}

std::vector<StreamEnvelope> StreamEndpoint::output_envelopes(const PlacedFragment& fragment) const {
  return fragment.output_envelopes();
}

}  // namespace fleetsim::core
