#include "core/wire/link_frame_reader.h"

#include "core/base/byte_reader.h"

namespace fleetsim::core {
namespace {

constexpr std::size_t kLengthBytes = 4;

}  // namespace

void LinkFrameReader::feed(ByteView bytes) {
  if (taken_ > 0) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Bytes>> LinkFrameReader::next() {
  const ByteView rest = ByteView(buffer_).subspan(taken_);
  if (rest.size() < kLengthBytes) return std::optional<Bytes>();
  const std::uint32_t length = ByteReader(rest).u32_le();
  if (length == 0) return Error::codec("fabric/link", "an empty frame");
  if (length > frame_bytes_max_) return Error::codec("fabric/link", "a frame longer than allowed");
  if (rest.size() - kLengthBytes < length) return std::optional<Bytes>();
  const ByteView body = rest.subspan(kLengthBytes, length);
  std::optional<Bytes> frame(std::in_place, body.begin(), body.end());
  taken_ += kLengthBytes + length;
  if (taken_ == buffer_.size()) {
    // A long frame's memory is not kept for the short ones after it.
    buffer_ = Bytes();
    taken_ = 0;
  }
  return frame;
}

}  // namespace fleetsim::core
