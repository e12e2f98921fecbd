#include "core/eval/eval_request.h"

#include <array>

namespace fleetsim::core {

const char* to_string(Consistency consistency) {
  static constexpr std::array<const char*, kConsistencies> names = {"local-only", "local-first",
                                                                    "remote-only"};
  return names.at(static_cast<std::size_t>(consistency));
}

const char* to_string(EvalMode mode) {
  static constexpr std::array<const char*, kEvalModes> names = {"eval", "logic"};
  return names.at(static_cast<std::size_t>(mode));
}

}  // namespace fleetsim::core
