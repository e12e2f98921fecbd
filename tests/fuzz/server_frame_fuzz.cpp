// Any bytes are a frame or are refused, by either rules; what is a frame is still that frame after encoding, and
// whatever its payload says is read or refused.

#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/frame/frame_build.h"
#include "core/frame/transport.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fleetsim::core;
  for (const FrameRules& rules : {FrameRules{}, FrameRules::reference()}) {
    const Result<ServerFrame> frame = decode_frame({data, size}, rules);
    if (!frame) continue;
    const Result<Bytes> bytes = encode_frame(*frame, rules);
    FLEET_CHECK(bytes.has_value(), bytes ? "" : bytes.error().text());
    const Result<ServerFrame> again = decode_frame(*bytes, rules);
    FLEET_CHECK(again.has_value(), again ? "" : again.error().text());
    FLEET_CHECK(*again == *frame);
    Cx cx;
    (void)eval_request_from_frame(cx, *frame, rules);
    (void)eval_reply_from_frame(cx, *frame, rules);
    (void)stream_frame_to_expr(cx, *frame, rules);
    (void)remote_error_text(cx, *frame, rules);
  }
  return 0;
}
