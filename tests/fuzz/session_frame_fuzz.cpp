// Any bytes are a session frame or are refused; a frame has one encoding. Both ends take any frames in any
// order: they never keep more than their window, and what is delivered has no gaps.

#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/session/session_receiver.h"
#include "core/session/session_sender.h"

namespace {

using namespace fleetsim::core;

constexpr std::size_t kFrameBytes = 20;

/// A frame of the session that the ends below are in, made of a few bytes: small numbers, so that they
/// matter.
SessionFrame frame_from(const std::uint8_t* data) {
  return {.session = 1,
          .kind = static_cast<SessionFrameKind>(data[0] % kSessionFrameKinds),
          .why = static_cast<SessionWhy>(data[1] % kSessionWhys),
          .sequence = data[2] % 16u,
          .credit = data[3] % 32u,
          .payload = share(Bytes(data + 4, data + 4 + data[4] % 8))};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const Result<SessionFrame> frame = decode_session_frame(bytes); frame) {
    const Bytes again = encode_session_frame(*frame);
    FLEET_CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
                "a frame with two encodings");
  }

  SessionOptions options;
  options.window_items = 8;
  SessionSender sender({1, 0}, options, Instant{});
  SessionReceiver receiver({1, 0}, options, Instant{});
  SessionEffects effects;
  for (std::uint8_t i = 0; i < 12; ++i) sender.offer(share({i}), Instant{}, effects);
  Instant now{};
  std::uint64_t due = 0;
  for (std::size_t at = 0; at + kFrameBytes <= size; at += kFrameBytes) {
    now = now + milliseconds(data[at + 12]);
    const SessionFrame frame = frame_from(data + at);
    sender.on_frame(frame, now, effects);
    receiver.on_frame(frame, now, effects);
    sender.on_time(now, effects);
    receiver.on_time(now, effects);
    FLEET_CHECK(receiver.waiting() <= options.window_items, "more is kept than the window");
    FLEET_CHECK(sender.in_flight() <= options.in_flight_max, "more is in flight than may be");
    for (const SessionEffect& each : effects)
      if (const auto* item = std::get_if<Deliver>(&each)) FLEET_CHECK(item->sequence == due++, "a gap");
    effects.clear();
  }
  return 0;
}
