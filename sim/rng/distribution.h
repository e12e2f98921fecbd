#pragma once

#include <cstdint>
#include <variant>

#include "core/base/time.h"
#include "core/env/dice.h"
#include "sim/rng/bimodal.h"
#include "sim/rng/constant.h"
#include "sim/rng/empirical.h"
#include "sim/rng/exponential.h"
#include "sim/rng/log_normal.h"
#include "sim/rng/normal.h"
#include "sim/rng/pareto.h"
#include "sim/rng/uniform.h"
#include "sim/rng/weibull.h"

namespace fleetsim::sim {

/// A distribution of spans of time, a plain value. Every draw is made of integers: the same bits on every
/// machine. Every kind but Constant takes exactly one draw for a span (Uniform and Bimodal another one when
/// the first would not be fair, with a probability below 2^-12 for spans of up to 30 days), so that another
/// kind or other parameters leave the draws behind it alone.
using Distribution =
    std::variant<Constant, Uniform, Exponential, Normal, LogNormal, Pareto, Weibull, Bimodal, Empirical>;

/// One draw, never negative for a distribution of spans that are not.
core::Duration draw(const Distribution& distribution, core::Dice& dice);

/// How many draws a span takes, but for those that take another one to be fair.
std::uint64_t draws_of(const Distribution& distribution);

/// No draw is shorter.
core::Duration least(const Distribution& distribution);

/// The middle of it, for routing: half of all draws are shorter.
core::Duration median(const Distribution& distribution);

}  // namespace fleetsim::sim
