#include "core/membership/membership_options.h"

#include <algorithm>
#include <array>

#include "core/base/log_fixed.h"

namespace fleetsim::core {

const char* to_string(FailureDetector detector) {
  static constexpr std::array<const char*, 2> names = {"none", "swim"};
  return names.at(static_cast<std::size_t>(detector));
}

Duration MembershipOptions::suspicion_time(std::uint64_t nodes) const {
  return interval * suspicion * std::max<std::int64_t>(2, log2_ceil(nodes));
}

}  // namespace fleetsim::core
