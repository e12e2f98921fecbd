#include "tests/support/streams.h"

#include <string>

namespace fleetsim::tests {

using namespace core;

StreamMetadata stream_metadata(StreamMedia media) {
  return stream_metadata(media, 8, BufferOverflowPolicy::drop_newest);
}

StreamMetadata stream_metadata(StreamMedia media, std::uint64_t capacity, BufferOverflowPolicy overflow) {
  return {Symbol::qualified("demo", to_string(media)), media, StreamDirection::source,
          Symbol::qualified("clock", "control"), *BufferPolicy::make(capacity, overflow)};
}

StreamPacket pcm_packet() {
  return *PcmPacket::make(1, 2, std::vector<std::int16_t>{-3, 7});
}

StreamPacket midi_packet(std::int64_t ticks) {
  return *MidiPacket::make({{ticks, 480, {0x90, 60, 100}}});
}

StreamPacket data_packet(Expr payload) {
  return DataPacket{data_model_event_kind(), std::move(payload)};
}

StreamPacket diagnostic_packet(const char* message) {
  return StreamDiagnostic{Symbol::qualified("demo", "note"), message};
}

StreamItem text_item(const char* text) {
  return {data_packet(Expr::string(text)), {}};
}

Tick tick_on(const char* clock, std::uint64_t index) {
  const std::string text(clock);
  const std::size_t slash = text.rfind('/');
  Symbol symbol = slash == std::string::npos
                      ? Symbol::unqualified(text)
                      : Symbol::qualified(text.substr(0, slash), text.substr(slash + 1));
  return {std::move(symbol), clock_index(index)};
}

}  // namespace fleetsim::tests
