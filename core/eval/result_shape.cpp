#include "core/eval/result_shape.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fleetsim::core {
namespace {

// What Expr::kind_name() can say.
constexpr std::array<std::string_view, 19> kKinds = {
    "nil", "bool", "number", "symbol", "local",   "string", "bytes", "list",      "vector",   "map",
    "set", "call", "infix",  "prefix", "postfix", "block",  "quote", "annotated", "extension"};

}  // namespace

ShapeFit fit_of(const Expr& value, const Expr& shape) {
  if (shape.kind() != Expr::Kind::symbol || shape.symbol().ns) return ShapeFit::unknown;
  const std::string& name = shape.symbol().name;
  if (name == "any") return ShapeFit::fits;
  if (name == value.kind_name()) return ShapeFit::fits;
  return std::ranges::find(kKinds, name) == kKinds.end() ? ShapeFit::unknown : ShapeFit::differs;
}

bool can_judge(const Expr& shape) {
  return fit_of(Expr::nil(), shape) != ShapeFit::unknown;
}

Error wrong_shape_error(const Expr& shape) {
  const bool named = shape.kind() == Expr::Kind::symbol;
  return {ErrorKind::wrong_shape, ErrorCode::general, named ? shape.symbol().text() : "result shape", {}};
}

}  // namespace fleetsim::core
