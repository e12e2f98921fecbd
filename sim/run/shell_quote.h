#pragma once

#include <string>
#include <string_view>

namespace fleetsim::sim {

/// One argument as a POSIX shell must read it: unchanged when it is made of plain characters only, otherwise
/// in single quotes. A replay line is pasted into a shell, whatever a scenario's path or an override holds.
std::string shell_quote(std::string_view argument);

}  // namespace fleetsim::sim
