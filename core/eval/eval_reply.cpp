#include "core/eval/eval_reply.h"

#include <array>

namespace fleetsim::core {

const char* to_string(Severity severity) {
  static constexpr std::array<const char*, kSeverities> names = {"error", "warning", "info", "note"};
  return names.at(static_cast<std::size_t>(severity));
}

EvalReply text_reply(std::string text) {
  EvalReply reply;
  reply.value = Expr::string(std::move(text));
  return reply;
}

}  // namespace fleetsim::core
