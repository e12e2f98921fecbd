// Chunks of any payload, one per line in codec/lisp, between a start and an end: decoding ends in a stream or in an
// error, by either rules. A line that is a control is still that control after encoding.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/frame/stream_control.h"
#include "core/frame/stream_decode.h"

namespace {

using namespace fleetsim::core;

ServerFrame frame_of(FrameKind kind, std::string_view text) {
  ServerFrame frame;
  frame.codec = Symbol::qualified("codec", "lisp");
  frame.kind = std::move(kind);
  const ByteView bytes = as_bytes(text);
  frame.payload.assign(bytes.begin(), bytes.end());
  return frame;
}

void check_control(const ServerFrame& frame, const FrameRules& rules) {
  Cx cx(EvalContext::with_every_capability(), 1);
  const Result<StreamControl> control = stream_control_from_frame(cx, frame, rules);
  if (!control) return;
  const Result<StreamControl> again = StreamControl::from_expr(control->to_expr(rules.stream), rules.stream);
  FLEET_CHECK(again.has_value(), again ? "" : again.error().text());
  FLEET_CHECK(*again == *control);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = as_text({data, size});
  std::vector<ServerFrame> frames{frame_of(
      frame::StreamStart{},
      "(expr:map [kind core/stream] [id \"demo\"] [media stream/media/data] [direction stream/direction/source] "
      "[clock clock/control] [buffer (expr:map [capacity \"8\"] [overflow stream/overflow/drop-newest])])")};
  while (!rest.empty() && frames.size() < 64) {
    const std::size_t end = rest.find('\n');
    frames.push_back(frame_of(frame::StreamChunk{}, rest.substr(0, end)));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  frames.push_back(frame_of(frame::StreamEnd{}, ""));
  for (const FrameRules& rules : {FrameRules{}, FrameRules::reference()}) {
    Cx cx;
    const Result<StreamValue> stream = stream_frames_to_stream(cx, frames, rules);
    if (stream) FLEET_CHECK(stream->pending() <= frames.size());
    for (const ServerFrame& frame : frames) check_control(frame, rules);
  }
  return 0;
}
