#pragma once

#include <cstdint>

#include "core/base/error.h"

namespace fleetsim::core {

/// Why somebody who was asked did not help.
enum class Miss : std::uint8_t {
  not_held,     ///< it answered that it does not hold the content, or could not compute it
  denied,       ///< it does not serve this to whoever may require so much
  timeout,      ///< no answer in time
  unreachable,  ///< the link is down
  corrupt,      ///< what it answered is no reply
  overloaded,   ///< its queue is full
};
inline constexpr std::uint8_t kMisses = 6;

/// `not_held`, `denied`, ...
const char* to_string(Miss miss);

/// The class of an error that somebody answered with.
Miss miss_of(const Error& error);

}  // namespace fleetsim::core
