#pragma once

#include <optional>
#include <vector>

#include "core/frame/stream_order.h"
#include "core/realize/cx.h"
#include "core/session/session_receiver.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// Decodes what a session delivers: the other half of StreamEncoder. Strict: the start first and once, then
/// packets of that stream, numbered as due (OQ-44). A plain value; the context is the caller's.
class StreamDecoder {
 public:
  explicit StreamDecoder(FrameRules rules = {}) : rules_(rules) {}
  /// To go on with a stream whose start came in an earlier session, at packet `next`.
  StreamDecoder(StreamMetadata metadata, std::uint64_t next, FrameRules rules = {})
      : rules_(rules), order_(StreamOrder(metadata.id, next)), metadata_(std::move(metadata)) {}

  /// The next item of the session: the packet in it, or none for the start. Errors: those of decode_frame and
  /// of reading the start or the chunk; eval for whatever is not due. After an error the stream is not to be
  /// read on: cancel the session.
  Result<std::optional<StreamItem>> take(const Cx& cx, const Deliver& delivered);

  /// From the start; none before it.
  const std::optional<StreamMetadata>& metadata() const { return metadata_; }
  /// The number of the packet that is due.
  std::uint64_t next_packet() const { return order_ ? order_->next() : 0; }

  /// The state beside the rules, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(order_, metadata_);
  }

 private:
  FrameRules rules_;
  std::optional<StreamOrder> order_;
  std::optional<StreamMetadata> metadata_;
};

}  // namespace fleetsim::core
