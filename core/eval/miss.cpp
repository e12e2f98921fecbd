#include "core/eval/miss.h"

#include <array>
#include <cstddef>

namespace fleetsim::core {

const char* to_string(Miss miss) {
  static constexpr std::array<const char*, kMisses> names = {"not_held",    "denied",  "timeout",
                                                             "unreachable", "corrupt", "overloaded"};
  return names.at(static_cast<std::size_t>(miss));
}

Miss miss_of(const Error& error) {
  if (error.kind == ErrorKind::capability_denied || error.kind == ErrorKind::trust_denied)
    return Miss::denied;
  if (error.code == ErrorCode::overloaded) return Miss::overloaded;
  if (error.code == ErrorCode::unreachable || error.code == ErrorCode::relay_down) return Miss::unreachable;
  if (error.code == ErrorCode::deadline_exceeded) return Miss::timeout;
  if (error.code == ErrorCode::malformed || error.kind == ErrorKind::codec) return Miss::corrupt;
  return Miss::not_held;
}

}  // namespace fleetsim::core
