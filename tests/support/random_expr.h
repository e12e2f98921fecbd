#pragma once

#include "core/value/datum.h"
#include "core/value/expr.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {

/// Names from a small alphabet, so that they repeat and collide: with and without namespace, with slashes.
core::Symbol random_symbol(SplitMix& random);

/// Any of the 19 kinds, at most `levels` deep, with small collections and much repetition.
core::Expr random_expr(SplitMix& random, int levels);

/// The same in random other orders of map entries and set members: canonically equal.
core::Expr shuffled(SplitMix& random, const core::Expr& expr);

/// `levels` deep: an expression of every kind that has children, in turn, around nil.
core::Expr tower(std::uint32_t levels);

}  // namespace fleetsim::tests
