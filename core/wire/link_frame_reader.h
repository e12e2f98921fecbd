#pragma once

#include <optional>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace fleetsim::core {

/// Cuts a stream of bytes of unknown origin into frames. A length is believed only as far as bytes follow it:
/// memory grows with what has arrived, never with what was announced. Plain data.
class LinkFrameReader {
 public:
  explicit LinkFrameReader(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

  /// For the frames from here on.
  void set_frame_bytes_max(std::size_t bytes) { frame_bytes_max_ = bytes; }

  void feed(ByteView bytes);
  /// The next frame without its length; nothing when more bytes are needed. Error: codec `fabric/link` for an
  /// empty frame or one longer than allowed; nothing that follows can be read then.
  Result<std::optional<Bytes>> next();

  /// Bytes that have arrived and are not yet handed out: more than 0 within a frame.
  std::size_t buffered() const { return buffer_.size() - taken_; }

 private:
  std::size_t frame_bytes_max_;
  Bytes buffer_;
  std::size_t taken_ = 0;  // of the buffer's beginning
};

}  // namespace fleetsim::core
