#pragma once

#include <cstdint>

namespace fleetsim::core {

/// Where an answer came from: the node itself, a peer announced to hold it, another peer, the home site.
enum class AnswerSource : std::uint8_t { local, announced, peer, home };
inline constexpr std::uint8_t kAnswerSources = 4;

/// `local`, `announced`, `peer`, `home`.
const char* to_string(AnswerSource source);

}  // namespace fleetsim::core
