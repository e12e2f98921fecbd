#pragma once

#include <string>
#include <string_view>

namespace fleetsim::reports {

/// The text on one line, fit for a terminal: control characters are written as `\n`, `\t` or `\xNN`, so that
/// a name or a detail from a scenario can neither break a line nor steer a terminal. Other bytes stay as they
/// are.
std::string one_line(std::string_view text);

}  // namespace fleetsim::reports
