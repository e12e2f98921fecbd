#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/frame/chunk_content.h"

namespace fleetsim::core {

/// How the frames of a stream came to their end.
enum class StreamEnding : std::uint8_t {
  complete,     ///< the end came, and all before it
  truncated,    ///< the encoder met a limit
  open,         ///< all that there was has come; the stream is not done
  failed,       ///< the far side failed
  broken,       ///< a frame was missing, repeated, out of order or another stream's
  missing_end,  ///< the frames stop without an end
};
inline constexpr std::uint8_t kStreamEndings = 6;

/// `complete`, `truncated`, `open`, `failed`, `broken`, `missing-end`.
const char* to_string(StreamEnding ending);

/// Watches the chunks of one stream go by. Plain data; for decoders of batches and of sessions alike.
class StreamOrder {
 public:
  explicit StreamOrder(const Symbol& stream_id, std::uint64_t first = 0)
      : id_text_(stream_id.text()), next_(first) {}

  /// Takes note of the next chunk. Returns what is wrong with it; none when it is the one that was due. A
  /// chunk without an envelope has no number; one that could not be read counts as the one that was due.
  std::optional<std::string> accept(const ChunkContent& chunk);

  /// The number that is due.
  std::uint64_t next() const { return next_; }
  /// What an end would mean now: complete, unless a notice said that more is left.
  StreamEnding ending() const { return ending_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(id_text_, next_, ending_);
  }

 private:
  std::string id_text_;
  std::uint64_t next_;
  StreamEnding ending_ = StreamEnding::complete;
};

}  // namespace fleetsim::core
