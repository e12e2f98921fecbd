#include "core/frame/transport.h"

#include <fmt/format.h>

#include "core/value/expr_codec.h"

namespace fleetsim::core {
namespace {

constexpr std::size_t kLengthsBytes = 8;

std::uint32_t u32_be(ByteView bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[i];
  return value;
}

void put_u32_be(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

Result<void> check_part(const char* what, std::size_t bytes) {
  if (bytes <= kFramePartBytesMax) return {};
  return Error::host(fmt::format("a frame {} of {} bytes, limit {}", what, bytes, kFramePartBytesMax),
                     ErrorCode::limit_exceeded);
}

}  // namespace

Result<Bytes> encode_frame(const ServerFrame& frame, const FrameRules& rules) {
  const Result<Bytes> header = encode_expr(header_from_frame(frame, rules));
  if (!header) return header.error();
  if (const Result<void> fits = check_part("header", header->size()); !fits) return fits.error();
  if (const Result<void> fits = check_part("payload", frame.payload.size()); !fits) return fits.error();
  Bytes out;
  out.reserve(kLengthsBytes + header->size() + frame.payload.size());
  put_u32_be(out, static_cast<std::uint32_t>(header->size()));
  put_u32_be(out, static_cast<std::uint32_t>(frame.payload.size()));
  out.insert(out.end(), header->begin(), header->end());
  out.insert(out.end(), frame.payload.begin(), frame.payload.end());
  return out;
}

Result<std::optional<std::size_t>> frame_bytes(ByteView beginning) {
  if (beginning.size() < kLengthsBytes) return std::optional<std::size_t>();
  const std::size_t header = u32_be(beginning);
  const std::size_t payload = u32_be(beginning.subspan(4));
  if (const Result<void> fits = check_part("header", header); !fits) return fits.error();
  if (const Result<void> fits = check_part("payload", payload); !fits) return fits.error();
  return std::optional(kLengthsBytes + header + payload);
}

Result<ServerFrame> decode_frame(ByteView bytes, const FrameRules& rules) {
  const Result<std::optional<std::size_t>> size = frame_bytes(bytes);
  if (!size) return size.error();
  if (!*size || **size != bytes.size())
    return Error::host("the bytes of a frame end early, or go on behind it", ErrorCode::malformed);
  const std::size_t header_bytes = u32_be(bytes);
  const Result<Expr> header =
      decode_expr(bytes.subspan(kLengthsBytes, header_bytes), {}, rules.decode_rules());
  if (!header) return header.error();
  Result<ServerFrame> frame = frame_from_header(*header, rules);
  if (!frame) return frame;
  const ByteView payload = bytes.subspan(kLengthsBytes + header_bytes);
  frame->payload.assign(payload.begin(), payload.end());
  return frame;
}

}  // namespace fleetsim::core
