#pragma once

#include <string>

#include "core/base/time.h"

namespace fleetsim::reports {

/// An instant of virtual time in seconds, exactly: `0s`, `4.2s`, `0.000000001s`. The program's `--until`
/// reads it back.
std::string seconds_text(core::Instant instant);

}  // namespace fleetsim::reports
