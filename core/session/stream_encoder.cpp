#include "core/session/stream_encoder.h"

#include "core/frame/stream_frame_parts.h"
#include "core/frame/transport.h"
#include "core/stream/security_capability.h"

namespace fleetsim::core {

Result<StreamEncoder> StreamEncoder::make(const Cx& cx, SessionStart start, StreamCoding coding,
                                          const SessionOptions& options, Instant now, std::uint64_t credit) {
  if (Result<void> network = cx.require(capability(StreamSecurityCapability::remote_network)); !network)
    return network.error();
  if (Result<void> valid = options.validate(); !valid) return valid.error();
  if (coding.rules.validates_profiles)
    if (Result<void> fit = StreamRemoteLimits{}.validate_profile(coding.profile); !fit) return fit.error();
  return StreamEncoder(start, std::move(coding), options, now, credit);
}

Result<void> StreamEncoder::pump(const Cx& cx, StreamValue& stream, Instant now, SessionEffects& out) {
  while (sender_.accepts()) {
    const bool start = sender_.next_sequence() == 0;
    const std::optional<StreamItem> item = start ? std::nullopt : stream.peek();
    if (!start && !item) {
      if (stream.is_done()) sender_.finish(now, out);
      return {};
    }
    Result<SharedBytes> bytes = encode_next(cx, stream, item ? &*item : nullptr);
    if (!bytes) {
      sender_.finish(now, out, SessionWhy::source_failed);
      return bytes.error();
    }
    if (sender_.offer(*std::move(bytes), now, out) != BackpressureOutcome::accepted) return {};
    if (!start) stream.next();
  }
  return {};
}

Result<SharedBytes> StreamEncoder::encode_next(const Cx& cx, const StreamValue& stream,
                                               const StreamItem* item) const {
  Result<ServerFrame> frame = Error::eval("no frame");
  if (item == nullptr) {
    frame = stream_start_frame(cx, coding_.codec, stream.metadata(), coding_.envelope, coding_.rules);
  } else {
    const Result<StreamEnvelope> packet = StreamEnvelope::from_item(
        stream.metadata(), sender_.next_sequence() - 1, *item, coding_.profile, coding_.rules.stream);
    if (!packet) return packet.error();
    frame = stream_envelope_frame(cx, coding_.codec, *packet, coding_.envelope);
  }
  if (!frame) return frame.error();
  Result<Bytes> bytes = encode_frame(*frame, coding_.rules);
  if (!bytes) return bytes.error();
  return share(*std::move(bytes));
}

}  // namespace fleetsim::core
