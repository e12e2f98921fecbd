#include "sim/world/evaluators.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/evaluate/arithmetic_evaluator.h"
#include "sim/run/run.h"
#include "sim/world/world.h"
#include "tests/support/scenario_text.h"

namespace fleetsim::sim {
namespace {

using tests::scenario_of;
using tests::shipped_scenario;

// `home` is what stands behind the name of the home's group.
std::string one_question(const std::string& home, const std::string& expr) {
  return R"(
fleetsim: 1
name: question
time: { stop: 60s }
topology:
  groups: [{ name: a }, { name: home, compute: )" +
         home + R"( }]
  overlay: none
fabric: { gossip: { strategy: none } }
content: { items: [{ id: q, expr: )" +
         expr + R"(, reply: declared }] }
workload: [{ at: 1s, node: a, content: q, as: ask }]
)";
}

constexpr const char* kSum =
    "[infix, [null, '+'], [number, [numbers, i64], '40'], [number, [numbers, i64], '2']]";
constexpr const char* kRange = "[call, [symbol, [null, range]], [[number, [numbers, i64], '100']]]";

struct Asked {
  core::Instant at;
  std::optional<core::Digest> reply;
  std::optional<core::Error> error;
};

Asked ask(const std::string& yaml) {
  const auto scenario = std::make_shared<const Scenario>(scenario_of(yaml));
  World world(scenario, 1);
  std::vector<Fact> facts;
  world.start(facts);
  while (world.step(core::Instant{} + scenario->stop, facts)) {
  }
  for (const Fact& fact : facts)
    if (const auto* said = std::get_if<core::Observation>(&fact.what))
      if (const auto* answered = std::get_if<core::Answered>(said))
        return {fact.at, answered->reply, answered->error};
  return {};
}

core::Digest digest_of(core::Expr value) {
  return core::StoredReply::encode({std::move(value), {}, std::nullopt})->digest();
}

TEST(EvaluatorsTest, ASyntheticHomeYieldsWhatIsDeclared) {
  EXPECT_EQ(ask(one_question("{ service: 5ms }", kSum)).reply, digest_of(core::Expr::string("declared")));
}

TEST(EvaluatorsTest, ASyntheticHomeOfAReplySizeYieldsTextsOfThatSize) {
  const std::string yaml = one_question("{ service: 5ms, reply_bytes: 1KiB }", kSum);
  const Scenario scenario = scenario_of(yaml);
  std::string text;
  const std::string digits =
      core::to_hex(core::ContentKey::from_request(scenario.content[0].request)->digest());
  while (text.size() < 1024) text += digits;
  EXPECT_EQ(ask(yaml).reply, digest_of(core::Expr::string(text)));
}

TEST(EvaluatorsTest, AnArithmeticHomeYieldsTheValue) {
  EXPECT_EQ(ask(one_question("{ evaluator: arithmetic }", kSum)).reply,
            digest_of(core::Expr::number({core::Symbol::qualified("numbers", "i64"), "42"})));
}

TEST(EvaluatorsTest, StepsTakeTheirVirtualTimeBesideTheServiceTime) {
  const Scenario scenario = scenario_of(one_question("{ evaluator: arithmetic }", kRange));
  const auto steps = core::ArithmeticEvaluator({}).evaluate(scenario.content[0].request).steps;
  EXPECT_GT(steps, 100u);
  const core::Instant base = ask(one_question("{ evaluator: arithmetic, step_time: 0s }", kRange)).at;
  const core::Instant slow = ask(one_question("{ evaluator: arithmetic, step_time: 3us }", kRange)).at;
  const core::Instant both =
      ask(one_question("{ evaluator: arithmetic, step_time: 3us, service: 7ms }", kRange)).at;
  EXPECT_EQ(slow - base, core::microseconds(3) * static_cast<std::int64_t>(steps));
  EXPECT_EQ(both - slow, core::milliseconds(7));
}

TEST(EvaluatorsTest, LimitsRefuse) {
  const Asked steps = ask(one_question("{ evaluator: arithmetic, step_limit: 50 }", kRange));
  ASSERT_TRUE(steps.error);
  EXPECT_TRUE(steps.error->first.starts_with("cpu-time")) << steps.error->first;
  const Asked memory = ask(one_question("{ evaluator: arithmetic, memory_limit: 1KiB }", kRange));
  ASSERT_TRUE(memory.error);
  EXPECT_TRUE(memory.error->first.starts_with("memory")) << memory.error->first;
}

// The fault changes what a home computes, whatever computes there.
TEST(EvaluatorsTest, DivergentComputeOfAnArithmeticHomeIsCaught) {
  Scenario scenario = shipped_scenario("smoke/home_evaluates_arithmetic.yaml");
  EXPECT_EQ(run_once(scenario, 1, {}).exit, kExitPass);
  Fault lie;
  lie.id = "lie";
  lie.action = FaultAction::divergent_compute;
  lie.at = core::milliseconds(1500);
  lie.select.group = "home";
  scenario.faults.push_back(lie);
  const RunRecord record = run_once(scenario, 1, {});
  const auto failed = [&](const char* name) {
    const auto check = std::ranges::find(record.checks, name, &CheckResult::name);
    return check != record.checks.end() && check->verdict == Verdict::fail;
  };
  EXPECT_TRUE(failed("holders_agree"));
  EXPECT_TRUE(failed("first-again"));
  EXPECT_FALSE(failed("first-value"));
}

}  // namespace
}  // namespace fleetsim::sim
