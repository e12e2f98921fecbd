#pragma once

#include <cstdint>
#include <vector>

#include "core/stream/stream_edge.h"
#include "core/stream/stream_value.h"

namespace fleetsim::tests {

/// Metadata of a source stream `demo/<media>` on the control clock, with room for 8 items.
core::StreamMetadata stream_metadata(core::StreamMedia media);
core::StreamMetadata stream_metadata(core::StreamMedia media, std::uint64_t capacity,
                                     core::BufferOverflowPolicy overflow);

/// Two frames of one channel.
core::StreamPacket pcm_packet();
/// One event at the tick.
core::StreamPacket midi_packet(std::int64_t ticks);
core::StreamPacket data_packet(core::Expr payload);
core::StreamPacket diagnostic_packet(const char* message);

/// A data item that carries the text, without ticks.
core::StreamItem text_item(const char* text);

/// A tick on any clock, by the clock's text form (split at its last slash).
core::Tick tick_on(const char* clock, std::uint64_t index);

}  // namespace fleetsim::tests
