#include "core/frame/stream_encode.h"

#include <fmt/format.h>

#include "core/frame/stream_kinds.h"
#include "core/stream/security_capability.h"

namespace fleetsim::core {
namespace {

class BatchEncoder {
 public:
  BatchEncoder(const Cx& cx, StreamValue& stream, const Symbol& codec, const FrameEnvelope& envelope,
               const TransportProfile& profile, const StreamFrameLimits& limits, const FrameRules& rules)
      : cx_(cx),
        stream_(stream),
        codec_(codec),
        envelope_(envelope),
        profile_(profile),
        limits_(limits),
        rules_(rules) {}

  Result<std::vector<ServerFrame>> run() {
    if (Result<void> started = add(stream_start_frame(cx_, codec_, stream_.metadata(), envelope_, rules_));
        !started)
      return started.error();
    for (;;) {
      const std::optional<StreamItem> item = rules_.peeks_before_committing ? stream_.peek() : stream_.next();
      if (!item) break;
      Result<std::optional<std::string>> limit = chunk(*item);
      if (!limit) return limit.error();
      if (*limit) return end(stream_limit_diagnostic_kind(), **limit);
      if (rules_.peeks_before_committing) stream_.next();
    }
    if (rules_.peeks_before_committing) stream_.next();  // there is none: the stream learns that it was asked
    if (rules_.says_when_open && !stream_.is_done())
      return end(stream_open_diagnostic_kind(), "stream/fabric the stream is open");
    return end({}, {});
  }

 private:
  Result<void> add(Result<ServerFrame> frame) {
    if (!frame) return frame.error();
    frames_.push_back(*std::move(frame));
    return {};
  }

  // The chunk of the item, or the limit that it meets.
  Result<std::optional<std::string>> chunk(const StreamItem& item) {
    if (std::optional<std::string> limit = limit_before_chunk(limits_, sequence_, frames_.size()))
      return limit;
    const Result<StreamEnvelope> packet =
        StreamEnvelope::from_item(stream_.metadata(), sequence_, item, profile_, rules_.stream);
    if (!packet) return packet.error();
    Result<ServerFrame> frame = stream_envelope_frame(cx_, codec_, *packet, envelope_);
    if (!frame) return frame.error();
    if (std::optional<std::string> limit = limit_of_payload(limits_, frame->payload.size())) return limit;
    frames_.push_back(*std::move(frame));
    ++sequence_;
    return std::optional<std::string>();
  }

  Result<std::vector<ServerFrame>> end(const Symbol& kind, std::string message) {
    if (!message.empty()) {
      if (rules_.peeks_before_committing) message += fmt::format("; resume at sequence {}", sequence_);
      const Result<void> noticed = add(stream_notice_frame(cx_, codec_, stream_.metadata(), sequence_,
                                                           {kind, std::move(message)}, envelope_));
      if (!noticed) return noticed.error();
    }
    frames_.push_back(stream_end_frame(codec_, envelope_));
    return std::move(frames_);
  }

  const Cx& cx_;
  StreamValue& stream_;
  const Symbol& codec_;
  const FrameEnvelope& envelope_;
  const TransportProfile& profile_;
  const StreamFrameLimits& limits_;
  const FrameRules& rules_;
  std::vector<ServerFrame> frames_;
  std::uint64_t sequence_ = 0;
};

}  // namespace

Result<std::vector<ServerFrame>> stream_to_frames_with_limits(
    const Cx& cx, StreamValue& stream, const Symbol& codec, const FrameEnvelope& envelope,
    const TransportProfile& profile, const StreamFrameLimits& limits, const FrameRules& rules) {
  if (Result<void> network = cx.require(capability(StreamSecurityCapability::remote_network)); !network)
    return network.error();
  const StreamRemoteLimits remote = limits.remote_limits();
  if (Result<void> valid = remote.validate(); !valid) return valid.error();
  if (rules.validates_profiles)
    if (Result<void> fit = remote.validate_profile(profile); !fit) return fit.error();
  return BatchEncoder(cx, stream, codec, envelope, profile, limits, rules).run();
}

Result<std::vector<ServerFrame>> stream_to_frames_with_profile(const Cx& cx, StreamValue& stream,
                                                               const Symbol& codec,
                                                               const FrameEnvelope& envelope,
                                                               const TransportProfile& profile,
                                                               const FrameRules& rules) {
  return stream_to_frames_with_limits(cx, stream, codec, envelope, profile, StreamFrameLimits{}, rules);
}

Result<std::vector<ServerFrame>> stream_to_frames_with_envelope(const Cx& cx, StreamValue& stream,
                                                                const Symbol& codec,
                                                                const FrameEnvelope& envelope,
                                                                const FrameRules& rules) {
  return stream_to_frames_with_profile(cx, stream, codec, envelope, TransportProfile::remote_stream_fabric(),
                                       rules);
}

Result<std::vector<ServerFrame>> stream_to_frames(const Cx& cx, StreamValue& stream, const Symbol& codec,
                                                  const FrameRules& rules) {
  return stream_to_frames_with_envelope(cx, stream, codec, FrameEnvelope{}, rules);
}

Result<ServerFrame> expr_to_stream_chunk_frame(const Cx& cx, const Symbol& codec, Expr expr,
                                               FrameEnvelope envelope) {
  return stream_chunk_frame_from_expr(cx, codec, expr, std::move(envelope));
}

Result<Expr> stream_chunk_frame_to_expr(const Cx& cx, const ServerFrame& frame) {
  if (!is<frame::StreamChunk>(frame.kind))
    return Error::eval(std::string("a stream-chunk is expected, not frame kind ") + label(frame.kind));
  Result<std::optional<Expr>> payload = stream_frame_to_expr(cx, frame);
  if (!payload) return payload.error();
  if (!*payload) return Error::eval("the stream-chunk has no payload");
  return **std::move(payload);
}

}  // namespace fleetsim::core
