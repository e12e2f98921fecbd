#pragma once

#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// How a value stands to the shape that a request wants.
enum class ShapeFit : std::uint8_t {
  fits,
  differs,
  unknown,  ///< the shape is none that can be judged here; only who evaluates can
};

/// A shape is judged here when it is a symbol without namespace that is `any` or names a kind of expression
/// as Expr::kind_name() does: `string`, `list`, ...
ShapeFit fit_of(const Expr& value, const Expr& shape);

/// Whether fit_of can judge by that shape.
bool can_judge(const Expr& shape);

/// The error of a reply that is not of the shape that was asked for: wrong_shape, naming it.
Error wrong_shape_error(const Expr& shape);

}  // namespace fleetsim::core
