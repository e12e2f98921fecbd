#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::sim {

/// One argument as a POSIX shell must read it: unchanged when it is made of plain characters only, otherwise
/// in single quotes. A replay line is pasted into a shell, whatever a scenario's path or an override holds.
std::string shell_quote(std::string_view argument);

/// The arguments of a line of quoted ones, as a POSIX shell reads plain characters, single quotes and
/// backslashes; none: a quote is not closed.
std::optional<std::vector<std::string>> shell_words(std::string_view line);

}  // namespace fleetsim::sim
