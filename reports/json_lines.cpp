#include "reports/json_lines.h"

#include <cmath>
#include <ostream>

#include <nlohmann/json.hpp>

namespace fleetsim::reports {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

Json check_object(const sim::CheckResult& check) {
  return {
      {"name", check.name},
      {"kind", sim::to_string(check.kind)},
      {"verdict", sim::to_string(check.verdict)},
      {"evaluated", check.evaluated},
      {"detail", check.detail},
      {"at_ns", check.at ? Json(check.at->ns) : Json(nullptr)},
  };
}

}  // namespace

void write_json_line(std::ostream& out, const sim::RunRecord& record) {
  Json checks = Json::array();
  for (const sim::CheckResult& check : record.checks) checks.push_back(check_object(check));
  Json metrics = Json::object();
  for (const auto& [name, value] : record.metrics) metrics[name] = value;

  Json run = {
      {"format", kFormat},           {"scenario", record.scenario},
      {"seed", record.seed},         {"verdict", sim::to_string(record.verdict)},
      {"exit", record.exit},         {"fingerprint", record.fingerprint},
      {"events", record.events},     {"virtual_ns", record.end.ns},
      {"checks", std::move(checks)}, {"metrics", std::move(metrics)},
      {"replay", record.replay},
  };
  if (record.branch)
    run["branch"] = {{"at_ns", record.branch->at.ns}, {"event", record.branch->event}, {"branch", record.branch->branch}};
  if (!record.error.empty()) run["error"] = record.error;
  run["wall"] = {{"seconds", std::isfinite(record.wall_s) ? record.wall_s : 0.0}};
  out << run.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace fleetsim::reports
