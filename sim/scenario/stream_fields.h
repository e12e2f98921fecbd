#pragma once

#include <cstdint>
#include <string_view>

#include "core/session/session_options.h"

namespace fleetsim::sim {

/// A limit of `fabric.stream`, by its key. Reading and printing walk this one table.
struct StreamField {
  enum class Unit : std::uint8_t { count, size, span };
  std::string_view key;
  Unit unit;
  std::uint64_t core::SessionOptions::*number;     // count, size
  core::Duration core::SessionOptions::*duration;  // span
};

namespace stream_fields {

using Options = core::SessionOptions;
constexpr StreamField count(std::string_view key, std::uint64_t Options::*member) {
  return {key, StreamField::Unit::count, member, nullptr};
}
constexpr StreamField size(std::string_view key, std::uint64_t Options::*member) {
  return {key, StreamField::Unit::size, member, nullptr};
}
constexpr StreamField span(std::string_view key, core::Duration Options::*member) {
  return {key, StreamField::Unit::span, nullptr, member};
}

}  // namespace stream_fields

inline constexpr StreamField kStreamFields[] = {
    stream_fields::count("items_max", &core::SessionOptions::items_max),
    stream_fields::size("item_size_max", &core::SessionOptions::item_bytes_max),
    stream_fields::size("size_max", &core::SessionOptions::bytes_max),
    stream_fields::span("duration_max", &core::SessionOptions::duration_max),
    stream_fields::count("items_per_second", &core::SessionOptions::rate_items_max),
    stream_fields::count("burst", &core::SessionOptions::rate_burst),
    stream_fields::count("in_flight_max", &core::SessionOptions::in_flight_max),
    stream_fields::count("buffer_items", &core::SessionOptions::buffer_items_max),
    stream_fields::count("window_items", &core::SessionOptions::window_items),
    stream_fields::span("retransmit_after", &core::SessionOptions::retransmit_after),
    stream_fields::span("retransmit_after_max", &core::SessionOptions::retransmit_after_max),
    stream_fields::span("probe_after", &core::SessionOptions::probe_after),
    stream_fields::span("silence_max", &core::SessionOptions::silence_max),
    stream_fields::span("receive_duration_max", &core::SessionOptions::receive_duration_max),
    stream_fields::span("resume_within", &core::SessionOptions::resume_within),
};

}  // namespace fleetsim::sim
