#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/stream/rate_contract.h"
#include "core/stream/stream_envelope.h"

namespace fleetsim::core {

/// A port of a fragment with what flows through it.
struct StreamEdge {
  Symbol port;
  RateContract rate_contract;
  StreamMetadata metadata;
  std::vector<StreamEnvelope> envelopes;

  /// The result of a fragment as an envelope of this edge: a data packet of kind `stream/data/site-result`,
  /// or, under the default rules, the packet that the payload is if it is one of the edge's media. Profile
  /// memory_local. Errors: the metadata's media is not the packet's; a clock that is no domain.
  Result<StreamEnvelope> result_envelope(std::uint64_t sequence, const Expr& payload,
                                         const StreamRules& rules = {}) const;

  friend bool operator==(const StreamEdge&, const StreamEdge&) = default;
};

/// A part of a computation that is to run at a site.
struct PlacedFragment {
  Symbol id;
  Expr node;
  std::vector<StreamEdge> input_edges;
  std::vector<StreamEdge> output_edges;

  /// What the output edges hold, in edge order.
  std::vector<StreamEnvelope> output_envelopes() const;

  friend bool operator==(const PlacedFragment&, const PlacedFragment&) = default;
};

/// Where streams end: on one clock, within one latency class.
class StreamEndpoint {
 public:
  StreamEndpoint(Symbol id, StreamEndpointKind kind, ClockDomain clock_domain, LatencyClass latency_class)
      : id_(std::move(id)), kind_(kind), clock_domain_(clock_domain), latency_class_(latency_class) {}
  virtual ~StreamEndpoint() = default;

  const Symbol& id() const { return id_; }
  StreamEndpointKind kind() const { return kind_; }
  ClockDomain clock_domain() const { return clock_domain_; }
  LatencyClass latency_class() const { return latency_class_; }

  /// Error: eval `does not match endpoint` for the first edge on another clock domain.
  virtual Result<void> accept_input_edges(std::span<const StreamEdge> edges) const;
  /// The fragment's own.
  virtual std::vector<StreamEnvelope> output_envelopes(const PlacedFragment& fragment) const;

 private:
  Symbol id_;
  StreamEndpointKind kind_;
  ClockDomain clock_domain_;
  LatencyClass latency_class_;
};

}  // namespace fleetsim::core
