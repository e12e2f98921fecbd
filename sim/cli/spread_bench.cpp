#include "sim/cli/spread_bench.h"

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "reports/line_chart.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/bench_runs.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/output_file.h"
#include "sim/cli/sample.h"
#include "sim/cli/spread_curves.h"
#include "sim/scenario/units.h"

namespace fleetsim::sim {
namespace {

constexpr double kRowS = 0.1;

/// What the runs of one size came to: the share that has heard at 0, kRowS, 2 kRowS, ...
struct Measured {
  std::vector<std::vector<std::int64_t>> heard_ns;  // by seed, ascending
  std::uint32_t nodes = 0;

  std::size_t rows() const {
    std::int64_t last = 0;
    for (const auto& run : heard_ns) last = std::max(last, run.back());
    return static_cast<std::size_t>(static_cast<double>(last) / 1e9 / kRowS) + 1;
  }
  Sample share_at(std::size_t row) const {
    Sample sample;
    const auto at = static_cast<std::int64_t>(static_cast<double>(row) * kRowS * 1e9);
    for (const auto& run : heard_ns)
      sample.values.push_back(static_cast<double>(std::ranges::upper_bound(run, at) - run.begin()) / nodes);
    return sample;
  }
  /// Over the runs in which so many ever heard.
  Sample seconds_to(double share) const {
    Sample sample;
    const auto wanted = static_cast<std::size_t>(std::ceil(share * nodes - 1e-9));
    for (const auto& run : heard_ns)
      if (run.size() >= wanted) sample.values.push_back(static_cast<double>(run[wanted - 1]) / 1e9);
    return sample;
  }
};

struct Theory {
  const char* name;
  SpreadCurve curve;
};

std::vector<Theory> theories(const RumorTask& task, std::size_t steps, double step_s) {
  return {{"continuous time", continuous_curve(task, step_s, steps)},
          {"rounds", rounds_curve(task, step_s, steps)},
          {"logistic", logistic_curve(task, step_s, steps)}};
}

std::string seconds_cell(double seconds) { return seconds < 0 ? "-" : fmt::format("{:.2f}", seconds); }

void write_table(std::ostream& out, const RumorTask& task, const Measured& measured, const SeedRange& seeds) {
  const std::size_t rows = measured.rows();
  const std::vector<Theory> coarse = theories(task, rows, kRowS);
  out << fmt::format("## {} nodes, {} calls every {} on average, latency {}, loss {}, seeds {} to {}\n\n", task.nodes,
                     task.calls, duration_text(task.interval), duration_text(task.latency), ratio_text(task.loss),
                     seeds.first, seeds.last)
      << "| s | measured, % | continuous time, % | rounds, % | logistic, % |\n|---|---|---|---|---|\n";
  for (std::size_t row = 0; row <= rows; ++row) {
    Sample percent = measured.share_at(row);
    for (double& value : percent.values) value *= 100;
    out << fmt::format("| {:.1f} | {} |", static_cast<double>(row) * kRowS, percent.text(2));
    for (const Theory& theory : coarse) out << fmt::format(" {:.2f} |", 100 * theory.curve.shares[row]);
    out << "\n";
  }
  out << "\n| share | measured, s | continuous time, s | rounds, s | logistic, s |\n|---|---|---|---|---|\n";
  constexpr double kFineS = 0.001;
  const std::vector<Theory> fine = theories(task, rows * 200, kFineS);
  for (const double share : {0.5, 0.9, 0.99}) {
    out << fmt::format("| {:.0f} % | {} |", 100 * share, measured.seconds_to(share).text(3));
    for (const Theory& theory : fine) out << " " << seconds_cell(seconds_to(theory.curve, share)) << " |";
    out << "\n";
  }
}

reports::LineChart chart_of(const RumorTask& task, const Measured& measured) {
  reports::LineChart chart{.title = fmt::format("A rumour among {} nodes, measured and by theory", task.nodes),
                           .x = "seconds since the first node knew",
                           .y = "nodes that know, %",
                           .lines = {}};
  // Times, not shares, are averaged: runs that begin late are as steep as the others.
  reports::LineChart::Line line{"measured (mean and 95 % interval)", {}, {}};
  for (int percent = 1; percent <= 100; ++percent) {
    const Sample at = measured.seconds_to(percent / 100.0);
    if (at.values.size() < measured.heard_ns.size()) break;
    const double y = percent;
    line.points.push_back({at.mean(), y});
    line.band.push_back({{at.mean() - at.half_width(), y}, {at.mean() + at.half_width(), y}});
  }
  chart.lines.push_back(std::move(line));
  for (const Theory& theory : theories(task, measured.rows() * 10, kRowS / 10)) {
    reports::LineChart::Line curve{theory.name, {}, {}};
    for (std::size_t i = 0; i < theory.curve.shares.size(); ++i)
      curve.points.push_back({static_cast<double>(i) * theory.curve.step_s, 100 * theory.curve.shares[i]});
    chart.lines.push_back(std::move(curve));
  }
  return chart;
}

}  // namespace

int spread_bench(const Arguments& arguments, Session& session) {
  const SeedRange seeds = arguments.seeds.value_or(SeedRange{1, 20});
  const std::vector<std::uint32_t>& sizes = arguments.bench.nodes;
  OutputFile svg("--svg", arguments.bench.svg, session.out, {});
  if (svg.is_standard_output()) throw BadInput("--svg -: standard output has the table, expected a file");
  std::vector<Measured> measured(sizes.size());
  for (std::size_t size = 0; size < sizes.size(); ++size) measured[size].nodes = sizes[size];

  const int exit = play_bench(
      sizes.size() * seeds.count(), arguments, session,
      [&](std::uint64_t run) {
        BenchValues heard;
        for (const core::Duration at : play_rumor({.nodes = sizes[run / seeds.count()]}, seeds.first + run % seeds.count()))
          heard.emplace(fmt::format("{:09}", heard.size()), at.ns);
        return heard;
      },
      [&](std::uint64_t run, const BenchValues& values) {
        auto& heard = measured[run / seeds.count()].heard_ns.emplace_back();
        for (const auto& [place, ns] : values) heard.push_back(ns);
      });
  if (exit != kExitPass) return exit;
  for (std::size_t size = 0; size < sizes.size(); ++size) {
    if (size > 0) session.out << "\n";
    write_table(session.out, RumorTask{.nodes = sizes[size]}, measured[size], seeds);
  }
  if (svg.wanted()) {
    reports::write_svg(chart_of(RumorTask{.nodes = sizes.front()}, measured.front()), svg.stream());
    svg.finish();
  }
  session.out.flush();
  if (!session.out) throw BadInput("the table could not be written to its end");
  return kExitPass;
}

}  // namespace fleetsim::sim
