#include "core/session/stream_decoder.h"

#include <fmt/format.h>

#include "core/frame/frame_build.h"
#include "core/frame/transport.h"

namespace fleetsim::core {

Result<std::optional<StreamItem>> StreamDecoder::take(const Cx& cx, const Deliver& delivered) {
  const Result<ServerFrame> frame = decode_frame(*delivered.item, rules_);
  if (!frame) return frame.error();
  const bool start = is<frame::StreamStart>(frame->kind);
  if (start == metadata_.has_value() || (!start && !is<frame::StreamChunk>(frame->kind)))
    return Error::eval(fmt::format("item {} of the session is a {} where a {} is due", delivered.sequence,
                                   label(frame->kind), metadata_ ? "stream-chunk" : "stream-start"));
  const Result<Expr> payload = frame_to_expr(cx, *frame, {}, rules_);
  if (!payload) return payload.error();
  if (start) {
    Result<StreamMetadata> metadata = StreamMetadata::from_expr(*payload, rules_.stream);
    if (!metadata) return metadata.error();
    order_ = StreamOrder(metadata->id);
    metadata_ = *std::move(metadata);
    return std::optional<StreamItem>();
  }
  ChunkContent chunk = read_chunk(*payload, rules_);
  if (std::optional<std::string> wrong = order_->accept(chunk)) return Error::eval(*std::move(wrong));
  return std::optional(StreamItem{std::move(chunk.packet), std::move(chunk.ticks)});
}

}  // namespace fleetsim::core
