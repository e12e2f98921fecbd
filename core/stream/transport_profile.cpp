#include "core/stream/transport_profile.h"

#include <algorithm>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

using Capability = StreamCapability;

TransportProfile preset(const char* name, LatencyClass latency_class, std::vector<Capability> capabilities) {
  return *TransportProfile::make(Symbol::qualified("stream/profile", name), latency_class,
                                 std::move(capabilities));
}

}  // namespace

Result<TransportProfile> TransportProfile::make(Symbol name, LatencyClass latency_class,
                                                std::vector<StreamCapability> capabilities) {
  TransportProfile profile(std::move(name), latency_class, std::move(capabilities));
  const auto refuse = [&](const char* why) {
    return Error::eval("transport profile " + profile.name_.text() + ": " + why);
  };
  if (profile.has(Capability::exact) && profile.has(Capability::lossy))
    return refuse("a transport cannot be exact and lossy");
  if (latency_class == LatencyClass::sample_exact && profile.has(Capability::remote))
    return refuse("a remote transport cannot be sample-exact");
  if (latency_class == LatencyClass::remote_collaboration && profile.has(Capability::realtime))
    return refuse("remote-collaboration latency cannot be realtime");
  if (latency_class == LatencyClass::offline_render && profile.has(Capability::realtime))
    return refuse("offline-render latency cannot be realtime");
  return profile;
}

TransportProfile TransportProfile::memory_local() {
  return preset("memory-local", LatencyClass::block_local,
                {Capability::exact, Capability::deterministic, Capability::bounded, Capability::replayable});
}

TransportProfile TransportProfile::realtime_local_audio() {
  return preset("realtime-local-audio", LatencyClass::sample_exact,
                {Capability::exact, Capability::realtime, Capability::bounded});
}

TransportProfile TransportProfile::buffered_pcm_preview() {
  return preset("buffered-pcm-preview", LatencyClass::buffered_preview,
                {Capability::bounded, Capability::preview, Capability::lossy});
}

TransportProfile TransportProfile::remote_stream_fabric() {
  return preset("remote-stream-fabric", LatencyClass::remote_collaboration,
                {Capability::remote, Capability::bounded, Capability::replayable, Capability::resumable});
}

TransportProfile TransportProfile::lan_midi_control() {
  return preset("lan-midi-control", LatencyClass::interactive,
                {Capability::remote, Capability::bounded, Capability::replayable});
}

TransportProfile TransportProfile::lan_buffered_audio_preview() {
  return preset("lan-buffered-audio-preview", LatencyClass::buffered_preview,
                {Capability::remote, Capability::bounded, Capability::preview, Capability::lossy});
}

TransportProfile TransportProfile::lan_render_return() {
  return preset("lan-render-return", LatencyClass::offline_render,
                {Capability::remote, Capability::bounded, Capability::deterministic, Capability::replayable,
                 Capability::resumable});
}

TransportProfile server_buffered_preview_profile() {
  return preset("server-buffered-preview", LatencyClass::buffered_preview,
                {Capability::remote, Capability::bounded, Capability::preview, Capability::lossy});
}

TransportProfile server_render_return_profile() {
  return preset("server-render-return", LatencyClass::offline_render,
                {Capability::remote, Capability::bounded, Capability::deterministic, Capability::replayable,
                 Capability::resumable});
}

bool TransportProfile::has(StreamCapability capability) const {
  return std::find(capabilities_.begin(), capabilities_.end(), capability) != capabilities_.end();
}

Expr TransportProfile::to_expr() const {
  std::vector<Symbol> symbols;
  symbols.reserve(capabilities_.size());
  for (const StreamCapability capability : capabilities_) symbols.push_back(symbol(capability));
  return field_map({{"name", Expr::symbol(name_)},
                    {"latency-class", Expr::symbol(symbol(latency_class_))},
                    {"capabilities", symbol_list(symbols)}});
}

Result<TransportProfile> TransportProfile::from_expr(const Expr& expr) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("transport profile map", expr.kind_name());
  if (Result<void> closed =
          check_closed(expr, {"name", "latency-class", "capabilities"}, "transport profile");
      !closed)
    return closed.error();
  Result<Symbol> name = symbol_field(expr, "name");
  if (!name) return name.error();
  Result<Symbol> latency_symbol = symbol_field(expr, "latency-class");
  if (!latency_symbol) return latency_symbol.error();
  Result<LatencyClass> latency_class = parse_latency_class(*latency_symbol);
  if (!latency_class) return latency_class.error();
  Result<std::vector<Symbol>> symbols = symbol_list_field(expr, "capabilities");
  if (!symbols) return symbols.error();
  std::vector<StreamCapability> capabilities;
  for (const Symbol& each : *symbols) {
    Result<StreamCapability> capability = parse_stream_capability(each);
    if (!capability) return capability.error();
    capabilities.push_back(*capability);
  }
  return make(*std::move(name), *latency_class, std::move(capabilities));
}

}  // namespace fleetsim::core
