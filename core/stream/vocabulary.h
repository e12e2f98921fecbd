#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

// The closed vocabularies of streams (contract: data-model §19.1). Each word has a label (to_string), a
// symbol
// (`<namespace>/<label>`), and where it is read a parse function. Parsing compares the text of a symbol, so
// that S("stream/media/pcm") and Q(stream/media; pcm) read alike. Error: eval `unknown stream <what> <text>`.

enum class StreamMedia : std::uint8_t { pcm, midi, diagnostic, data };
enum class StreamDirection : std::uint8_t { source, sink, duplex };
enum class ClockDomain : std::uint8_t {
  sample,
  block,
  control,
  midi_tick,
  wall,
  transport,
  server_frame,
  browser_frame,
  trace_step,
  job
};
enum class LatencyClass : std::uint8_t {
  offline_render,
  block_local,
  interactive,
  sample_exact,
  buffered_preview,
  collab_bar_delay,
  remote_collaboration
};
enum class StreamCapability : std::uint8_t {
  exact,
  deterministic,
  realtime,
  bounded,
  remote,
  replayable,
  preview,
  persistent,
  resumable,
  lossy
};
enum class BufferOverflowPolicy : std::uint8_t { drop_newest, drop_oldest, error };
enum class BackpressureOutcome : std::uint8_t {
  accepted,
  dropped_newest,
  dropped_oldest,
  blocked,
  timed_out,
  rejected,
  closed
};
enum class StreamFaultKind : std::uint8_t {
  drop,
  reorder,
  duplicate,
  delay,
  cancel,
  timeout,
  disconnect,
  reconnect,
  unsupported_profile
};
enum class StreamEndpointKind : std::uint8_t { producer, consumer, bridge, inspector, eval_site };
enum class StreamInspectorStatus : std::uint8_t {
  live,
  ended,
  cancelled,
  buffer_overflow,
  disconnected,
  reconnecting,
  refused_profile,
  faulted
};

inline constexpr std::uint8_t kStreamMedia = 4;
inline constexpr std::uint8_t kStreamDirections = 3;
inline constexpr std::uint8_t kClockDomains = 10;
inline constexpr std::uint8_t kLatencyClasses = 7;
inline constexpr std::uint8_t kStreamCapabilities = 10;
inline constexpr std::uint8_t kBufferOverflowPolicies = 3;
inline constexpr std::uint8_t kBackpressureOutcomes = 7;
inline constexpr std::uint8_t kStreamFaultKinds = 9;
inline constexpr std::uint8_t kStreamEndpointKinds = 5;
inline constexpr std::uint8_t kStreamInspectorStatuses = 8;

const char* to_string(StreamMedia word);
const char* to_string(StreamDirection word);
const char* to_string(ClockDomain word);
const char* to_string(LatencyClass word);
const char* to_string(StreamCapability word);
const char* to_string(BufferOverflowPolicy word);
const char* to_string(BackpressureOutcome word);
const char* to_string(StreamFaultKind word);
const char* to_string(StreamEndpointKind word);
const char* to_string(StreamInspectorStatus word);

Symbol symbol(StreamMedia word);
Symbol symbol(StreamDirection word);
Symbol symbol(ClockDomain word);
Symbol symbol(LatencyClass word);
Symbol symbol(StreamCapability word);
Symbol symbol(BufferOverflowPolicy word);
Symbol symbol(BackpressureOutcome word);
Symbol symbol(StreamFaultKind word);
Symbol symbol(StreamEndpointKind word);
Symbol symbol(StreamInspectorStatus word);

/// Full form only.
Result<StreamMedia> parse_stream_media(const Symbol& text);
Result<StreamDirection> parse_stream_direction(const Symbol& text);
Result<BufferOverflowPolicy> parse_buffer_overflow_policy(const Symbol& text);
/// Label or full form.
Result<LatencyClass> parse_latency_class(const Symbol& text);
Result<StreamCapability> parse_stream_capability(const Symbol& text);
Result<BackpressureOutcome> parse_backpressure_outcome(const Symbol& text);
Result<StreamFaultKind> parse_stream_fault_kind(const Symbol& text);
/// Label, `clock/<label>` or full form; `midi` and `clock/midi` too.
Result<ClockDomain> parse_clock_domain(const Symbol& text);

/// The latency class that a capability implies.
LatencyClass implied_latency_class(StreamCapability capability);

}  // namespace fleetsim::core
