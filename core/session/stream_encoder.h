#pragma once

#include "core/frame/frame_rules.h"
#include "core/frame/server_frame.h"
#include "core/realize/cx.h"
#include "core/session/session_sender.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// How a stream becomes the items of a session.
struct StreamCoding {
  Symbol codec;
  FrameEnvelope envelope = {};
  TransportProfile profile = TransportProfile::remote_stream_fabric();
  FrameRules rules = {};
};

/// Encodes a stream into a session, as far as credit, rate and room allow: item 0 of the session is the
/// start, item n + 1 the chunk of packet n, each as the bytes of its frame (OQ-40). Where the batch encoder
/// counts what it ever made, this one counts what is not acknowledged. A packet is taken from the stream only
/// when the session has taken it, so that the stream stands where the session ends (OQ-42).
/// A plain value; the stream and the context are the caller's.
class StreamEncoder {
 public:
  /// Errors: capability_denied for `stream.remote.network`; eval for options or a profile that are not fit.
  /// `first`: 0, or n + 1 to resume at packet n; then there is no start.
  static Result<StreamEncoder> make(const Cx& cx, SessionStart start, StreamCoding coding,
                                    const SessionOptions& options, Instant now, std::uint64_t credit = 0);

  /// Takes what the stream has and the session has room for; finishes the session when the stream is done.
  /// Call it again when the stream has more or the session has moved. A packet that cannot be encoded ends
  /// the session before it, source_failed; the error says why. After the end: nothing.
  Result<void> pump(const Cx& cx, StreamValue& stream, Instant now, SessionEffects& out);

  SessionSender& session() { return sender_; }
  const SessionSender& session() const { return sender_; }

  /// The state beside the coding, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(sender_);
  }

 private:
  StreamEncoder(SessionStart start, StreamCoding coding, const SessionOptions& options, Instant now,
                std::uint64_t credit)
      : coding_(std::move(coding)), sender_(start, options, now, credit) {}

  Result<SharedBytes> encode_next(const Cx& cx, const StreamValue& stream, const StreamItem* item) const;

  StreamCoding coding_;
  SessionSender sender_;
};

}  // namespace fleetsim::core
