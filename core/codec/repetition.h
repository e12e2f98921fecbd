#pragma once

#include <optional>
#include <string_view>

#include "core/value/expr.h"

namespace fleetsim::core {

/// `a key of a map repeats` or `a member of a set repeats`, whichever is met first from the top; none when
/// all maps and sets at all levels are free of repetition. Requires depth <= kDepthMax.
std::optional<std::string_view> find_repetition(const Expr& expr);

}  // namespace fleetsim::core
