#pragma once

#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

/// Always the same span. No draw.
struct Constant {
  core::Duration value;

  friend bool operator==(const Constant&, const Constant&) = default;
};

inline core::Duration draw(const Constant& constant, core::Dice& /*dice*/) {
  return constant.value;
}

/// Its value.
inline core::Duration least(const Constant& constant) {
  return constant.value;
}

inline core::Duration median(const Constant& constant) {
  return constant.value;
}

}  // namespace fleetsim::sim
