#include "core/stream/vocabulary.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace fleetsim::core {

namespace {

using namespace std::string_view_literals;

constexpr std::array kMedia{"pcm", "midi", "diagnostic", "data"};
constexpr std::array kDirections{"source", "sink", "duplex"};
constexpr std::array kClocks{"sample",    "block",        "control",       "midi-tick",  "wall",
                             "transport", "server-frame", "browser-frame", "trace-step", "job"};
constexpr std::array kLatencies{"offline-render",   "block-local",     "interactive",         "sample-exact",
                                "buffered-preview", "collab-bardelay", "remote-collaboration"};
constexpr std::array kCapabilities{"exact",      "deterministic", "realtime",   "bounded",   "remote",
                                   "replayable", "preview",       "persistent", "resumable", "lossy"};
constexpr std::array kOverflows{"drop-newest", "drop-oldest", "error"};
constexpr std::array kOutcomes{"accepted",  "dropped-newest", "dropped-oldest", "blocked",
                               "timed-out", "rejected",       "closed"};
constexpr std::array kFaults{"drop",       "reorder",   "duplicate",          "delay", "cancel", "timeout",
                             "disconnect", "reconnect", "unsupported-profile"};
constexpr std::array kEndpoints{"producer", "consumer", "bridge", "inspector", "eval-site"};
constexpr std::array kStatuses{"live",         "ended",        "cancelled",       "buffer-overflow",
                               "disconnected", "reconnecting", "refused-profile", "faulted"};

static_assert(kMedia.size() == kStreamMedia && kDirections.size() == kStreamDirections);
static_assert(kClocks.size() == kClockDomains && kLatencies.size() == kLatencyClasses);
static_assert(kCapabilities.size() == kStreamCapabilities && kOverflows.size() == kBufferOverflowPolicies);
static_assert(kOutcomes.size() == kBackpressureOutcomes && kFaults.size() == kStreamFaultKinds);
static_assert(kEndpoints.size() == kStreamEndpointKinds && kStatuses.size() == kStreamInspectorStatuses);

template <class Word>
Symbol word_symbol(const char* ns, Word word) {
  return Symbol::qualified(ns, to_string(word));
}

/// The word whose label, after one of the prefixes, is the text.
template <class Word>
Result<Word> parse_word(std::string_view what, std::span<const char* const> labels,
                        std::initializer_list<std::string_view> prefixes, const std::string& text) {
  for (const std::string_view prefix : prefixes) {
    if (!text.starts_with(prefix)) continue;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (std::string_view(text).substr(prefix.size()) == labels[i]) return static_cast<Word>(i);
  }
  return Error::eval("unknown stream " + std::string(what) + " " + text);
}

}  // namespace

const char* to_string(StreamMedia word) {
  return kMedia[static_cast<std::size_t>(word)];
}
const char* to_string(StreamDirection word) {
  return kDirections[static_cast<std::size_t>(word)];
}
const char* to_string(ClockDomain word) {
  return kClocks[static_cast<std::size_t>(word)];
}
const char* to_string(LatencyClass word) {
  return kLatencies[static_cast<std::size_t>(word)];
}
const char* to_string(StreamCapability word) {
  return kCapabilities[static_cast<std::size_t>(word)];
}
const char* to_string(BufferOverflowPolicy word) {
  return kOverflows[static_cast<std::size_t>(word)];
}
const char* to_string(BackpressureOutcome word) {
  return kOutcomes[static_cast<std::size_t>(word)];
}
const char* to_string(StreamFaultKind word) {
  return kFaults[static_cast<std::size_t>(word)];
}
const char* to_string(StreamEndpointKind word) {
  return kEndpoints[static_cast<std::size_t>(word)];
}
const char* to_string(StreamInspectorStatus word) {
  return kStatuses[static_cast<std::size_t>(word)];
}

Symbol symbol(StreamMedia word) {
  return word_symbol("stream/media", word);
}
Symbol symbol(StreamDirection word) {
  return word_symbol("stream/direction", word);
}
Symbol symbol(ClockDomain word) {
  return word_symbol("stream/clock-domain", word);
}
Symbol symbol(LatencyClass word) {
  return word_symbol("stream/latency", word);
}
Symbol symbol(StreamCapability word) {
  return word_symbol("stream/capability", word);
}
Symbol symbol(BufferOverflowPolicy word) {
  return word_symbol("stream/overflow", word);
}
Symbol symbol(BackpressureOutcome word) {
  return word_symbol("stream/backpressure", word);
}
Symbol symbol(StreamFaultKind word) {
  return word_symbol("stream/fault", word);
}
Symbol symbol(StreamEndpointKind word) {
  return word_symbol("stream/endpoint-kind", word);
}
Symbol symbol(StreamInspectorStatus word) {
  return word_symbol("stream/inspector-status", word);
}

Result<StreamMedia> parse_stream_media(const Symbol& text) {
  return parse_word<StreamMedia>("media", kMedia, {"stream/media/"sv}, text.text());
}
Result<StreamDirection> parse_stream_direction(const Symbol& text) {
  return parse_word<StreamDirection>("direction", kDirections, {"stream/direction/"sv}, text.text());
}
Result<BufferOverflowPolicy> parse_buffer_overflow_policy(const Symbol& text) {
  return parse_word<BufferOverflowPolicy>("overflow policy", kOverflows, {"stream/overflow/"sv}, text.text());
}
Result<LatencyClass> parse_latency_class(const Symbol& text) {
  return parse_word<LatencyClass>("latency class", kLatencies, {""sv, "stream/latency/"sv}, text.text());
}
Result<StreamCapability> parse_stream_capability(const Symbol& text) {
  return parse_word<StreamCapability>("capability", kCapabilities, {""sv, "stream/capability/"sv},
                                      text.text());
}
Result<BackpressureOutcome> parse_backpressure_outcome(const Symbol& text) {
  return parse_word<BackpressureOutcome>("backpressure outcome", kOutcomes, {""sv, "stream/backpressure/"sv},
                                         text.text());
}
Result<StreamFaultKind> parse_stream_fault_kind(const Symbol& text) {
  return parse_word<StreamFaultKind>("fault", kFaults, {""sv, "stream/fault/"sv}, text.text());
}
Result<ClockDomain> parse_clock_domain(const Symbol& symbol) {
  const std::string text = symbol.text();
  if (text == "midi" || text == "clock/midi") return ClockDomain::midi_tick;
  return parse_word<ClockDomain>("clock domain", kClocks, {""sv, "clock/"sv, "stream/clock-domain/"sv}, text);
}

LatencyClass implied_latency_class(StreamCapability capability) {
  switch (capability) {
    case StreamCapability::exact:
    case StreamCapability::realtime:
      return LatencyClass::sample_exact;
    case StreamCapability::deterministic:
    case StreamCapability::replayable:
      return LatencyClass::offline_render;
    case StreamCapability::bounded:
      return LatencyClass::block_local;
    case StreamCapability::remote:
    case StreamCapability::persistent:
    case StreamCapability::resumable:
      return LatencyClass::remote_collaboration;
    case StreamCapability::preview:
    case StreamCapability::lossy:
      return LatencyClass::buffered_preview;
  }
  FLEET_CHECK(false, "no such stream capability");
}

}  // namespace fleetsim::core
