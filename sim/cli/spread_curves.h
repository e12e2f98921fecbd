#pragma once

#include <vector>

#include "sim/search/rumor_spread.h"

namespace fleetsim::sim {

/// A curve: the share of all nodes that has heard, at 0, step, 2 step, ... seconds.
struct SpreadCurve {
  double step_s = 0;
  std::vector<double> shares;
};

// What theory says of a rumour, from one informed node of n on; c calls an interval, of which the share p is lost, and with
// them a latency of l intervals. Time t counts intervals.

/// In the limit of many nodes, in continuous time: I'(t) = c (1 - p) I(t - l) (1 - I(t)), I = 1/n until the first calls arrive.
SpreadCurve continuous_curve(const RumorTask& task, double step_s, std::size_t steps);
/// In rounds without latency: the uninformed share u becomes u exp(-c (1 - p)(1 - u)) at each whole interval.
SpreadCurve rounds_curve(const RumorTask& task, double step_s, std::size_t steps);
/// The logistic curve of epidemics (Bailey) which Serf's convergence simulator draws: 1 / (1 + (n - 1) exp(-c (1 - p) t)).
SpreadCurve logistic_curve(const RumorTask& task, double step_s, std::size_t steps);

/// When a curve first is at that share, between its points on straight lines; negative when it never is.
double seconds_to(const SpreadCurve& curve, double share);

}  // namespace fleetsim::sim
