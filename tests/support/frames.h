#pragma once

#include <string>
#include <vector>

#include "core/frame/frame_rules.h"
#include "core/frame/server_frame.h"
#include "core/realize/cx.h"
#include "core/stream/stream_value.h"
#include "tests/support/streams.h"

namespace fleetsim::tests {

inline core::Symbol lisp() {
  return core::Symbol::qualified("codec", "lisp");
}
inline core::Symbol binary() {
  return core::Symbol::qualified("codec", "binary");
}

/// A context with the grant that every frame of a stream needs.
inline core::Cx network_cx() {
  core::Cx cx(1);
  cx.grant("stream.remote.network");
  return cx;
}

/// Both ways of doing things: ours, and the original's.
inline std::vector<core::FrameRules> both_rules() {
  return {core::FrameRules{}, core::FrameRules::reference()};
}

/// As stream_metadata, but with an id without a namespace, which the original can carry.
inline core::StreamMetadata plain_metadata(core::StreamMedia media) {
  core::StreamMetadata metadata = stream_metadata(media);
  metadata.id = core::Symbol::unqualified("demo");
  return metadata;
}

inline core::StreamItem item(core::StreamPacket packet) {
  return {std::move(packet), {}};
}

/// Pull streams of two packets.
inline core::StreamValue midi_stream() {
  return core::StreamValue::pull(plain_metadata(core::StreamMedia::midi),
                                 {{midi_packet(1), {tick_on("clock/sample", 7)}}, item(midi_packet(2))});
}
inline core::StreamValue pcm_stream() {
  return core::StreamValue::pull(plain_metadata(core::StreamMedia::pcm),
                                 {item(pcm_packet()), item(pcm_packet())});
}
/// A pull stream of so many texts.
inline core::StreamValue text_stream(int items) {
  std::vector<core::StreamItem> texts;
  for (int i = 0; i < items; ++i) texts.push_back(text_item("t"));
  return core::StreamValue::pull(plain_metadata(core::StreamMedia::data), std::move(texts));
}

/// All that is left in it.
inline std::vector<core::StreamItem> drained(core::StreamValue stream) {
  return stream.take(1'000'000);
}

/// The message of the first diagnostic packet of that kind; empty when there is none.
inline std::string message_of(const std::vector<core::StreamItem>& items, const core::Symbol& kind) {
  for (const core::StreamItem& each : items)
    if (const auto* diagnostic = std::get_if<core::StreamDiagnostic>(&each.packet))
      if (diagnostic->kind == kind) return diagnostic->message;
  return "";
}

/// A chunk whose payload is that text of `codec/lisp`.
inline core::ServerFrame text_chunk(std::string_view text) {
  core::ServerFrame frame;
  frame.codec = lisp();
  frame.kind = core::frame::StreamChunk{};
  const core::ByteView bytes = core::as_bytes(text);
  frame.payload.assign(bytes.begin(), bytes.end());
  return frame;
}

}  // namespace fleetsim::tests
