#pragma once

#include <functional>
#include <iosfwd>

#include "sim/cli/color.h"
#include "sim/run/run_many.h"

namespace fleetsim::sim {

/// Everything outside that a command touches, so that a test can stand in for it.
struct Session {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  Environment environment;
  /// For `testify` alone.
  std::istream* in = nullptr;
  Runner runner = run_once;
  /// The signal that asked for an end; 0 when none did.
  std::function<int()> interrupt_signal = [] { return 0; };
};

}  // namespace fleetsim::sim
