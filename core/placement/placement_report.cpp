#include "core/placement/placement_report.h"

#include <set>

#include "core/placement/placement_capability.h"
#include "core/placement/placement_symbols.h"
#include "core/stream/security_capability.h"
#include "core/value/field.h"

namespace fleetsim::core {

namespace {

bool touches_host_device(const StreamEdge& edge) {
  if (mentions_host_device(edge.port.text()) || mentions_host_device(edge.metadata.to_expr())) return true;
  for (const StreamEnvelope& envelope : edge.envelopes)
    if (mentions_host_device(envelope.to_expr())) return true;
  return false;
}

Expr edge_report(const StreamEdge& edge, PlacementRedaction& redaction, const StreamRules& rules) {
  const std::optional<std::uint32_t> rate = edge.rate_contract.nominal_rate_hz;
  Expr port = Expr::symbol(redaction.redact(edge.port));
  Expr metadata = redaction.redact(edge.metadata.to_expr(rules));
  std::vector<Expr> envelopes;
  envelopes.reserve(edge.envelopes.size());
  for (const StreamEnvelope& envelope : edge.envelopes)
    envelopes.push_back(redaction.redact(envelope.to_expr()));
  return field_map({{"port", std::move(port)},
                    {"clock-domain", Expr::symbol(symbol(edge.rate_contract.clock_domain))},
                    {"latency-class", Expr::symbol(symbol(edge.rate_contract.latency_class))},
                    {"nominal-rate-hz", rate ? decimal(std::uint64_t{*rate}) : Expr::nil()},
                    {"metadata", std::move(metadata)},
                    {"envelopes", Expr::list(std::move(envelopes))}});
}

Expr edge_reports(const std::vector<StreamEdge>& edges, PlacementRedaction& redaction,
                  const StreamRules& rules) {
  std::vector<Expr> reports;
  reports.reserve(edges.size());
  for (const StreamEdge& edge : edges) reports.push_back(edge_report(edge, redaction, rules));
  return Expr::list(std::move(reports));
}

}  // namespace

bool placement_touches_host_device(const PlacedFragment& fragment, const ServerPlacementRequest& request) {
  if (mentions_host_device(fragment.node) || mentions_host_device(request.placement_report())) return true;
  for (const auto* edges : {&fragment.input_edges, &fragment.output_edges})
    for (const StreamEdge& edge : *edges)
      if (touches_host_device(edge)) return true;
  return false;
}

std::vector<CapabilityName> placement_required_capabilities(const PlacedFragment& fragment,
                                                            const ServerPlacementRequest& request,
                                                            PlacementCapability run_capability) {
  using Security = StreamSecurityCapability;
  std::set<CapabilityName> required{capability(run_capability), capability(Security::remote_network)};
  const LatencyClass latency = request.output_profile().latency_class();
  if (latency == LatencyClass::buffered_preview) required.insert(capability(Security::remote_preview));
  if (latency == LatencyClass::offline_render) required.insert(placement_remote_render_capability());
  if (placement_touches_host_device(fragment, request)) required.insert(placement_host_device_capability());
  return {required.begin(), required.end()};
}

Expr placement_request_report(const PlacedFragment& fragment, const ServerPlacementRequest& request,
                              const Symbol& fragment_id, PlacementRedaction& redaction,
                              const StreamRules& rules, PlacementCapability run_capability) {
  std::vector<Expr> capabilities;
  for (CapabilityName& each : placement_required_capabilities(fragment, request, run_capability))
    capabilities.push_back(Expr::string(std::move(each)));
  // One after the other: the numbers of placeholders follow the order of the fields.
  Expr node = redaction.redact(fragment.node);
  Expr report = redaction.redact(request.placement_report());
  Expr inputs = edge_reports(fragment.input_edges, redaction, rules);
  Expr outputs = edge_reports(fragment.output_edges, redaction, rules);
  const TransportProfile& profile = request.output_profile();
  return field_map({{"operation", Expr::symbol(server_placement_request_symbol())},
                    {"site", Expr::symbol(server_site_symbol())},
                    {"fragment-id", Expr::symbol(fragment_id)},
                    {"node", std::move(node)},
                    {"realtime-pinned", Expr::boolean(request.realtime_pinned())},
                    {"placement-report", std::move(report)},
                    {"declared-profile", profile.to_expr()},
                    {"declared-latency", Expr::symbol(symbol(profile.latency_class()))},
                    {"resource-limits", request.resource_limits().to_expr()},
                    {"required-capabilities", Expr::list(std::move(capabilities))},
                    {"input-edges", std::move(inputs)},
                    {"output-edges", std::move(outputs)}});
}

Expr placement_result_report(const ServerPlacementRequest& request, const Symbol& fragment_id, Expr result,
                             std::uint64_t output_envelope_count) {
  const TransportProfile& profile = request.output_profile();
  return field_map({{"operation", Expr::symbol(server_placement_result_symbol())},
                    {"site", Expr::symbol(server_site_symbol())},
                    {"fragment-id", Expr::symbol(fragment_id)},
                    {"node-result", std::move(result)},
                    {"output-envelope-count", decimal(output_envelope_count)},
                    {"declared-profile", profile.to_expr()},
                    {"declared-latency", Expr::symbol(symbol(profile.latency_class()))}});
}

Expr placement_refusal_report(const Symbol& fragment_id, const Symbol& reason, const std::string& detail) {
  return field_map({{"operation", Expr::symbol(server_placement_refusal_symbol())},
                    {"site", Expr::symbol(server_site_symbol())},
                    {"fragment-id", Expr::symbol(fragment_id)},
                    {"reason", Expr::symbol(reason)},
                    {"detail", Expr::string(detail)}});
}

}  // namespace fleetsim::core
