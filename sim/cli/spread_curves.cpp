#include "sim/cli/spread_curves.h"

#include <cmath>

namespace fleetsim::sim {
namespace {

double calls_that_arrive(const RumorTask& task) {
  return static_cast<double>(task.calls) *
         (1 - static_cast<double>(task.loss.numerator) / static_cast<double>(task.loss.denominator));
}

double intervals(const RumorTask& task, core::Duration span) {
  return static_cast<double>(span.ns) / static_cast<double>(task.interval.ns);
}

double interval_s(const RumorTask& task) { return static_cast<double>(task.interval.ns) / 1e9; }

}  // namespace

SpreadCurve continuous_curve(const RumorTask& task, double step_s, std::size_t steps) {
  // Midpoint rule, a thousand steps an interval: far below what the picture or the table show.
  constexpr std::size_t kFine = 1000;
  const double h = 1.0 / kFine;
  const auto delay = static_cast<std::size_t>(std::llround(intervals(task, task.latency) * kFine));
  const double c = calls_that_arrive(task);
  const double first = 1.0 / task.nodes;
  const auto total = static_cast<std::size_t>(std::ceil(step_s * static_cast<double>(steps) / interval_s(task) * kFine)) + 1;
  std::vector<double> informed{first};
  informed.reserve(total + 1);
  for (std::size_t i = 0; i < total; ++i) {
    const double mine = informed[i];
    // With a delay the callers are in the past; nobody is called before there were any.
    const double callers = i < delay ? 0 : informed[i - delay];
    const double half = mine + h / 2 * c * callers * (1 - mine);
    const double callers_then = delay == 0 ? half : i + 1 < delay ? 0 : (callers + informed[i + 1 - delay]) / 2;
    informed.push_back(mine + h * c * callers_then * (1 - half));
  }
  SpreadCurve curve{step_s, {}};
  for (std::size_t i = 0; i <= steps; ++i) {
    const double at = static_cast<double>(i) * step_s / interval_s(task) * kFine;
    curve.shares.push_back(informed[static_cast<std::size_t>(std::llround(at))]);
  }
  return curve;
}

SpreadCurve rounds_curve(const RumorTask& task, double step_s, std::size_t steps) {
  SpreadCurve curve{step_s, {}};
  double uninformed = 1 - 1.0 / task.nodes;
  std::size_t rounds = 0;
  for (std::size_t i = 0; i <= steps; ++i) {
    const double due = static_cast<double>(i) * step_s / interval_s(task) + 1e-9;
    for (; static_cast<double>(rounds + 1) <= due; ++rounds)
      uninformed *= std::exp(-calls_that_arrive(task) * (1 - uninformed));
    curve.shares.push_back(1 - uninformed);
  }
  return curve;
}

SpreadCurve logistic_curve(const RumorTask& task, double step_s, std::size_t steps) {
  SpreadCurve curve{step_s, {}};
  for (std::size_t i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) * step_s / interval_s(task);
    curve.shares.push_back(1 / (1 + (task.nodes - 1) * std::exp(-calls_that_arrive(task) * t)));
  }
  return curve;
}

double seconds_to(const SpreadCurve& curve, double share) {
  for (std::size_t i = 0; i < curve.shares.size(); ++i) {
    if (curve.shares[i] < share) continue;
    if (i == 0) return 0;
    const double below = curve.shares[i - 1];
    return curve.step_s * (static_cast<double>(i - 1) + (share - below) / (curve.shares[i] - below));
  }
  return -1;
}

}  // namespace fleetsim::sim
