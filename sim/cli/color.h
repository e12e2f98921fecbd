#pragma once

#include <optional>
#include <string>

namespace fleetsim::sim {

enum class ColorMode { automatic, always, never };

/// What the environment says of colour and of who is watching; read once, by `main`.
struct Environment {
  std::optional<std::string> no_color = {};        ///< NO_COLOR
  std::optional<std::string> clicolor_force = {};  ///< CLICOLOR_FORCE
  std::optional<std::string> clicolor = {};        ///< CLICOLOR
  std::optional<std::string> ci = {};              ///< CI
};

/// Whether to colour what goes to a stream. The flag beats the environment; NO_COLOR (non-empty) beats
/// CLICOLOR_FORCE, which beats CLICOLOR=0; what remains is whether the stream is a terminal.
bool use_color(ColorMode mode, const Environment& environment, bool is_terminal);

/// Whether to show a progress line: on a terminal that is not a CI system's.
bool use_progress(const Environment& environment, bool is_terminal);

}  // namespace fleetsim::sim
