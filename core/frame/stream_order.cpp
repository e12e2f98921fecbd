#include "core/frame/stream_order.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/frame/stream_kinds.h"

namespace fleetsim::core {

const char* to_string(StreamEnding ending) {
  static constexpr std::array<const char*, kStreamEndings> names = {"complete", "truncated", "open",
                                                                    "failed",   "broken",    "missing-end"};
  return names.at(static_cast<std::size_t>(ending));
}

std::optional<std::string> StreamOrder::accept(const ChunkContent& chunk) {
  if (!chunk.envelope) {
    const auto* diagnostic = std::get_if<StreamDiagnostic>(&chunk.packet);
    if (diagnostic && diagnostic->kind == chunk_payload_error_kind()) ++next_;
    return std::nullopt;
  }
  const StreamEnvelope& envelope = *chunk.envelope;
  if (ending_ != StreamEnding::complete)
    return fmt::format("packet {} follows the notice that there are no more", envelope.sequence);
  if (envelope.stream_id.text() != id_text_)
    return fmt::format("a packet of stream {} among those of {}", envelope.stream_id.text(), id_text_);
  if (envelope.sequence != next_) return fmt::format("packet {} where {} is due", envelope.sequence, next_);
  const auto says = [&](const Symbol& kind) {
    return std::find(envelope.diagnostics.begin(), envelope.diagnostics.end(), kind) !=
           envelope.diagnostics.end();
  };
  // A notice has the number of the packet that it stands for, which is still to come.
  if (says(stream_limit_diagnostic_kind()))
    ending_ = StreamEnding::truncated;
  else if (says(stream_open_diagnostic_kind()))
    ending_ = StreamEnding::open;
  else
    ++next_;
  return std::nullopt;
}

}  // namespace fleetsim::core
