#include "sim/cli/duration_text.h"

#include <fmt/format.h>

#include "sim/cli/bad_input.h"
#include "sim/scenario/units.h"

namespace fleetsim::sim {

core::Duration parse_duration(std::string_view option, std::string_view text) {
  const Quantity<core::Duration> duration = parse_duration_text(text);
  if (!duration.value)
    throw BadInput(fmt::format("{} {}: {}, expected a duration such as 4.2s, 250ms or 2min", option, text,
                               duration.error.why));
  return *duration.value;
}

}  // namespace fleetsim::sim
