#pragma once

#include <string_view>

#include "core/base/time.h"

namespace fleetsim::sim {

/// Reads `4.2s`, `250ms`, `2min`: a decimal number and its unit, one of ns us ms s min h d. Exact: what is
/// finer than a nanosecond or beyond 64 bits is refused. Throws BadInput that names `option`.
core::Duration parse_duration(std::string_view option, std::string_view text);

}  // namespace fleetsim::sim
