#include "sim/cli/color.h"

namespace fleetsim::sim {

bool use_color(ColorMode mode, const Environment& environment, bool is_terminal) {
  if (mode != ColorMode::automatic) return mode == ColorMode::always;
  if (!environment.no_color.value_or("").empty()) return false;
  const std::string force = environment.clicolor_force.value_or("");
  if (!force.empty() && force != "0") return true;
  if (environment.clicolor == "0") return false;
  return is_terminal;
}

bool use_progress(const Environment& environment, bool is_terminal) {
  const std::string ci = environment.ci.value_or("");
  return is_terminal && (ci.empty() || ci == "false" || ci == "0");
}

}  // namespace fleetsim::sim
