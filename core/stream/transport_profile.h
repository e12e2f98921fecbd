#pragma once

#include <vector>

#include "core/stream/vocabulary.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// What a transport promises: a latency class and capabilities, in the order given (the order counts in
/// equality).
class TransportProfile {
 public:
  /// Errors (eval), in this order: `exact and lossy`; sample-exact latency with remote; remote-collaboration
  /// latency with realtime; offline-render latency with realtime.
  static Result<TransportProfile> make(Symbol name, LatencyClass latency_class,
                                       std::vector<StreamCapability> capabilities);

  /// The presets `stream/profile/<name>` (contract: data-model §19.2).
  static TransportProfile memory_local();
  static TransportProfile realtime_local_audio();
  static TransportProfile buffered_pcm_preview();
  static TransportProfile remote_stream_fabric();
  static TransportProfile lan_midi_control();
  static TransportProfile lan_buffered_audio_preview();
  static TransportProfile lan_render_return();

  const Symbol& name() const { return name_; }
  LatencyClass latency_class() const { return latency_class_; }
  const std::vector<StreamCapability>& capabilities() const { return capabilities_; }
  bool has(StreamCapability capability) const;

  /// Map `name`, `latency-class`, `capabilities`.
  Expr to_expr() const;
  /// Closed over those fields. Errors: type_mismatch(`transport profile map`, kind), the field readers',
  /// make's.
  static Result<TransportProfile> from_expr(const Expr& expr);

  friend bool operator==(const TransportProfile&, const TransportProfile&) = default;

 private:
  TransportProfile(Symbol name, LatencyClass latency_class, std::vector<StreamCapability> capabilities)
      : name_(std::move(name)), latency_class_(latency_class), capabilities_(std::move(capabilities)) {}

  Symbol name_;
  LatencyClass latency_class_;
  std::vector<StreamCapability> capabilities_;
};

/// A profile for data that comes back from a server site, as it is wanted for listening to: buffered, lossy.
/// Contract row 51.
TransportProfile server_buffered_preview_profile();
/// The same for a render that is returned whole.
/// Contract row 52.
TransportProfile server_render_return_profile();

}  // namespace fleetsim::core
