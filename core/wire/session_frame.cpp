#include "core/wire/session_frame.h"

#include <array>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"

namespace fleetsim::core {

const char* to_string(SessionFrameKind kind) {
  static constexpr std::array<const char*, kSessionFrameKinds> names = {"open", "item",   "end",  "probe",
                                                                        "ack",  "resume", "reset"};
  return names.at(static_cast<std::size_t>(kind));
}

const char* to_string(SessionWhy why) {
  static constexpr std::array<const char*, kSessionWhys> names = {
      "finished",  "item_limit",      "byte_limit", "time_limit",  "source_failed",
      "cancelled", "delivery_failed", "peer_gone",  "peer_forgot", "broken_rules",
      "refused"};
  return names.at(static_cast<std::size_t>(why));
}

bool operator==(const SessionFrame& a, const SessionFrame& b) {
  return a.session == b.session && a.kind == b.kind && a.why == b.why && a.sequence == b.sequence &&
         a.credit == b.credit && *a.payload == *b.payload;
}

Bytes encode_session_frame(const SessionFrame& frame) {
  ByteWriter out;
  out.reserve(40 + frame.payload->size());
  out.u64_le(frame.session);
  out.u8(static_cast<std::uint8_t>(frame.kind));
  out.u8(static_cast<std::uint8_t>(frame.why));
  out.u64_le(frame.sequence);
  out.u64_le(frame.credit);
  out.blob(*frame.payload);
  return std::move(out).take();
}

Result<SessionFrame> decode_session_frame(ByteView bytes) {
  ByteReader in(bytes);
  SessionFrame frame;
  frame.session = in.u64_le();
  const std::uint8_t kind = in.u8();
  const std::uint8_t why = in.u8();
  if (kind >= kSessionFrameKinds || why >= kSessionWhys) in.fail();
  frame.sequence = in.u64_le();
  frame.credit = in.u64_le();
  const ByteView payload = in.blob();
  if (!in.finished())
    return Error::codec("fabric/session-frame", "unknown kind or reason, truncated, or bytes after it");
  frame.kind = static_cast<SessionFrameKind>(kind);
  frame.why = static_cast<SessionWhy>(why);
  frame.payload = share(Bytes(payload.begin(), payload.end()));
  return frame;
}

}  // namespace fleetsim::core
