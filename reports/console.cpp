#include "reports/console.h"

#include <algorithm>
#include <ostream>
#include <string>

#include <fmt/format.h>

#include "reports/failed_checks.h"
#include "reports/one_line.h"
#include "reports/virtual_time.h"

namespace fleetsim::reports {
namespace {

constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string colored(bool color, std::string_view code, std::string_view text) {
  return color ? fmt::format("{}{}{}", code, text, kPlain) : std::string(text);
}

void write_failure(std::ostream& out, const sim::RunRecord& record, const sim::CheckResult& check) {
  out << fmt::format("  failed: {} ({})", one_line(check.name), sim::to_string(check.kind));
  if (check.at) out << " at " << seconds_text(*check.at);
  if (check.place.line > 0)
    out << fmt::format(", {}:{}:{}", one_line(record.scenario), check.place.line, check.place.column);
  if (!check.detail.empty()) {
    out << "\n          " << one_line(check.detail);
  } else if (check.verdict == sim::Verdict::vacuous) {
    out << "\n          never evaluated: nothing happened that it judges";
  }
  out << '\n';
}

void write_checks(std::ostream& out, const sim::RunRecord& record) {
  std::size_t width = 0;
  for (const sim::CheckResult& check : record.checks) width = std::max(width, one_line(check.name).size());
  for (const sim::CheckResult& check : record.checks)
    out << fmt::format("  {:<7}  {:<11}  {:<{}}  evaluated {}\n", sim::to_string(check.verdict),
                       sim::to_string(check.kind), one_line(check.name), width, check.evaluated);
  width = 0;
  for (const auto& [name, value] : record.metrics)
    if (value != 0) width = std::max(width, one_line(name).size());
  for (const auto& [name, value] : record.metrics)
    if (value != 0) out << fmt::format("  metric   {:<{}}  {}\n", one_line(name), width, value);
}

}  // namespace

void ConsoleReport::add(std::ostream& out, const sim::RunRecord& record) {
  const bool passed = record.verdict == sim::Verdict::pass;
  ++(passed ? passed_ : failed_);
  out << colored(options_.color, passed ? kGreen : kRed, passed ? "PASS" : "FAIL")
      << fmt::format(" {} seed {}: {} events, {} virtual, fingerprint {}\n", one_line(record.scenario),
                     record.seed, record.events, seconds_text(record.end), one_line(record.fingerprint));
  if (options_.single) write_checks(out, record);
  for (const sim::CheckResult* check : failed_checks(record)) write_failure(out, record, *check);
  if (!record.error.empty()) out << "  error: " << one_line(record.error) << '\n';
  if (!passed || options_.single) out << "replay: " << one_line(record.replay) << '\n';
}

void ConsoleReport::finish(std::ostream& out) const {
  const std::uint64_t runs = passed_ + failed_;
  const std::string failed = fmt::format("{} failed", failed_);
  out << fmt::format("{} {}: {} passed, {}\n", runs, runs == 1 ? "run" : "runs", passed_,
                     failed_ > 0 ? colored(options_.color, kRed, failed) : failed);
}

}  // namespace fleetsim::reports
