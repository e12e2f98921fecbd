#include "tests/support/records.h"

#include <fmt/format.h>

namespace fleetsim::tests {

sim::RunRecord passed_record(std::uint64_t seed) {
  sim::RunRecord record;
  record.scenario = "scenarios/a.yaml";
  record.name = "a";
  record.seed = seed;
  record.fingerprint = fmt::format("{:032x}", seed);
  record.events = 120 + seed;
  record.end = core::Instant{5'000'000'000};
  record.checks = {{.name = "index_only_grows", .kind = sim::CheckKind::safety, .evaluated = 12},
                   {.name = "known", .kind = sim::CheckKind::expectation, .evaluated = 1, .place = {9, 5}}};
  record.metrics = {{"messages_delivered", 7}, {"bytes", 900}, {"messages_dropped_between_nodes", 0}};
  record.replay = fmt::format("fleetsim replay scenarios/a.yaml --seed {}", seed);
  record.wall_s = 0.5;
  return record;
}

sim::RunRecord failed_record(std::uint64_t seed) {
  sim::RunRecord record = passed_record(seed);
  record.verdict = sim::Verdict::fail;
  record.exit = sim::kExitFailed;
  record.checks[1].verdict = sim::Verdict::fail;
  record.checks[1].detail = "node-b lists <none>, expected node-a";
  record.checks[1].at = core::Instant{4'200'000'000};
  return record;
}

sim::RunRecord broken_record(std::uint64_t seed) {
  sim::RunRecord record = passed_record(seed);
  record.verdict = sim::Verdict::error;
  record.exit = sim::kExitBroken;
  record.checks.clear();
  record.error = "virtual time went back";
  return record;
}

}  // namespace fleetsim::tests
