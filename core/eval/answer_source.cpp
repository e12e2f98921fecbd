#include "core/eval/answer_source.h"

#include <array>
#include <cstddef>

namespace fleetsim::core {

const char* to_string(AnswerSource source) {
  static constexpr std::array<const char*, kAnswerSources> names = {"local", "announced", "peer", "home"};
  return names.at(static_cast<std::size_t>(source));
}

}  // namespace fleetsim::core
