#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/stream/f32.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Sampled sound: frames of one sample per channel, interleaved.
class PcmPacket {
 public:
  /// All of one format.
  using Samples = std::variant<std::vector<std::int16_t>, std::vector<F32>>;

  /// Errors (eval): channels 0; a count of samples that `does not match` channels x frames (no overflow); an
  /// f32 sample that is not finite (`must be finite`). No frames and no samples are valid.
  static Result<PcmPacket> make(std::uint64_t channels, std::uint64_t frames, Samples samples);

  std::uint64_t channels() const { return channels_; }
  std::uint64_t frames() const { return frames_; }
  const Samples& samples() const { return samples_; }

  /// Map `packet`, `channels`, `frames`, `sample-format` (`pcm/i16`, `pcm/f32`), `samples` (list of decimal
  /// strings).
  Expr to_expr() const;
  /// Other fields are ignored, `packet` is not looked at. Requires a map.
  static Result<PcmPacket> from_expr(const Expr& map);

  friend bool operator==(const PcmPacket&, const PcmPacket&) = default;

 private:
  PcmPacket(std::uint64_t channels, std::uint64_t frames, Samples samples)
      : channels_(channels), frames_(frames), samples_(std::move(samples)) {}

  std::uint64_t channels_;
  std::uint64_t frames_;
  Samples samples_;
};

}  // namespace fleetsim::core
