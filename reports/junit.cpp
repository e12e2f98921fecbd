#include "reports/junit.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "reports/failed_checks.h"
#include "reports/one_line.h"
#include "reports/virtual_time.h"
#include "reports/xml_text.h"

namespace fleetsim::reports {
namespace {

constexpr std::size_t kMessageBytesMax = 500;

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_text(value));
}

std::string property(std::string_view name, std::string_view value) {
  return fmt::format("      <property{}{}/>\n", attribute("name", name), attribute("value", value));
}

}  // namespace

void JunitReport::fail(Case& one, const sim::RunRecord& record, const std::string& message,
                       const std::string& detail) {
  ++one.failures;
  if (one.seeds.size() < kSeedsListedMax) one.seeds.push_back(record.seed);
  if (one.failures > 1) return;
  one.broken = record.verdict == sim::Verdict::error;
  one.message = one_line(message).substr(0, kMessageBytesMax);
  one.text = fmt::format("{}\nseed {}, fingerprint {}\n{}\n", one_line(record.replay), record.seed,
                         one_line(record.fingerprint), detail);
}

void JunitReport::add(const sim::RunRecord& record) {
  const auto [found, is_new] = suite_by_scenario_.try_emplace(record.scenario, suites_.size());
  if (is_new) {
    Suite& suite = suites_.emplace_back();
    suite.scenario = record.scenario;
    suite.name = record.name;
    suite.run.name = "run";
    suite.run.evaluated = true;
  }
  Suite& suite = suites_[found->second];
  ++suite.runs;
  if (!suite.seeds_cut && !suite.seeds.empty() && suite.seeds.back().second + 1 == record.seed) {
    suite.seeds.back().second = record.seed;
  } else if (suite.seeds.size() < kSeedsListedMax) {
    suite.seeds.emplace_back(record.seed, record.seed);
  } else {
    suite.seeds_cut = true;
  }
  const bool failed = record.verdict != sim::Verdict::pass;
  if (failed) ++suite.failed;
  if (is_new || (failed && !suite.shows_failure)) {
    suite.shows_failure = failed;
    suite.seed = record.seed;
    suite.fingerprint = record.fingerprint;
  }

  std::vector<std::size_t> positions;  // of each check of the record among the suite's cases
  for (const sim::CheckResult& check : record.checks) {
    const auto [place, added] = suite.check_by_name.try_emplace(check.name, suite.checks.size());
    if (added) {
      Case& one = suite.checks.emplace_back();
      one.name = check.name;
      one.kind = check.kind;
      one.line = check.place.line;
    }
    Case& one = suite.checks[place->second];
    one.evaluated = one.evaluated || check.verdict != sim::Verdict::vacuous;
    positions.push_back(place->second);
  }

  const std::vector<const sim::CheckResult*> offenders = failed_checks(record);
  for (const sim::CheckResult* check : offenders) {
    Case& one = suite.checks[positions[static_cast<std::size_t>(check - record.checks.data())]];
    const std::string detail = check->verdict == sim::Verdict::vacuous && check->detail.empty()
                                   ? std::string("never evaluated")
                                   : check->detail;
    fail(one, record, detail,
         check->at ? fmt::format("at {}: {}", seconds_text(*check->at), one_line(detail)) : one_line(detail));
  }
  if (record.verdict == sim::Verdict::error || (failed && offenders.empty())) {
    const std::string what =
        record.error.empty() ? fmt::format("the run ended with exit {}", record.exit) : record.error;
    fail(suite.run, record, what, what);
  }
}

void JunitReport::write_case(std::ostream& out, const Suite& suite, const std::string& classname,
                             const Case& one) {
  out << "    <testcase" << attribute("name", one.name) << attribute("classname", classname)
      << attribute("file", suite.scenario);
  if (one.line > 0) out << attribute("line", std::to_string(one.line));
  if (one.failures == 0 && one.evaluated) {
    out << "/>\n";
    return;
  }
  out << ">\n";
  if (one.failures == 0) {
    out << "      <skipped message=\"never evaluated: nothing happened that it judges\"/>\n";
  } else {
    const char* element = one.broken ? "error" : "failure";
    const char* type = &one == &suite.run ? "run" : sim::to_string(one.kind);
    std::string text = one.text;
    text += fmt::format("failing seeds: {} of {}:", one.failures, suite.runs);
    for (const std::uint64_t seed : one.seeds) text += fmt::format(" {}", seed);
    if (one.failures > one.seeds.size()) text += fmt::format(" and {} more", one.failures - one.seeds.size());
    text += "\n";
    out << "      <" << element << attribute("message", one.message) << attribute("type", type) << ">"
        << xml_text(text) << "</" << element << ">\n";
  }
  out << "    </testcase>\n";
}

void JunitReport::write(std::ostream& out) const {
  struct Counts {
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  };
  std::vector<Counts> counts;
  Counts all;
  std::map<std::string, std::size_t> suites_by_name;
  for (const Suite& suite : suites_) {
    Counts& own = counts.emplace_back();
    const auto count = [&own](const Case& one) {
      ++own.tests;
      if (one.failures > 0) ++(one.broken ? own.errors : own.failures);
      if (one.failures == 0 && !one.evaluated) ++own.skipped;
    };
    count(suite.run);
    std::for_each(suite.checks.begin(), suite.checks.end(), count);
    all.tests += own.tests;
    all.failures += own.failures;
    all.errors += own.errors;
    all.skipped += own.skipped;
    ++suites_by_name[suite.name];
  }
  const auto attributes = [](const Counts& c) {
    return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", c.tests, c.failures,
                       c.errors, c.skipped);
  };

  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out << "<testsuites name=\"fleetsim\"" << attributes(all) << ">\n";
  for (std::size_t i = 0; i < suites_.size(); ++i) {
    const Suite& suite = suites_[i];
    // CI systems keep one case per (classname, name): two files with one scenario name must not collide.
    std::string classname = "fleetsim." + suite.name;
    if (suites_by_name.at(suite.name) > 1) classname += " (" + suite.scenario + ")";
    out << "  <testsuite" << attribute("name", suite.scenario) << attributes(counts[i])
        << attribute("file", suite.scenario) << ">\n    <properties>\n";
    std::string seeds;
    for (const auto& [first, last] : suite.seeds) {
      if (!seeds.empty()) seeds += ' ';
      seeds += first == last ? std::to_string(first) : fmt::format("{}..{}", first, last);
    }
    out << property("seeds", suite.seeds_cut ? seeds + " ..." : seeds);
    out << property("runs", std::to_string(suite.runs));
    out << property("runs_failed", std::to_string(suite.failed));
    out << property("seed", std::to_string(suite.seed));
    out << property("fingerprint", suite.fingerprint);
    out << "    </properties>\n";
    write_case(out, suite, classname, suite.run);
    for (const Case& one : suite.checks) write_case(out, suite, classname, one);
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
}

}  // namespace fleetsim::reports
