// Three real nodes and a client's own node, and the same scenario in simulation.

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "sim/world/world.h"
#include "tests/process/real_fleet.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using core::AnswerSource;
using testing::ElementsAre;

/// What became of one request.
struct Outcome {
  std::string error;  ///< its code; empty: a reply
  std::string value;
  AnswerSource source = AnswerSource::local;
  bool held = false;
  std::vector<std::string> asked;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << (outcome.error.empty() ? outcome.value + " from " + to_string(outcome.source) : outcome.error)
       << (outcome.held ? ", held" : ", not held") << ", asked";
  for (const std::string& node : outcome.asked) *out << ' ' << node;
}

/// Outcomes by request, and who holds what as each node that is left knows it: `content at holder`.
struct Story {
  std::map<std::string, Outcome> outcomes;
  std::map<std::string, std::set<std::string>> known;
};

std::shared_ptr<const sim::Scenario> three_node_store() {
  const sim::ReadResult read =
      sim::read_scenario_file(source_dir() + "/scenarios/smoke/three_node_store.yaml");
  EXPECT_TRUE(read.ok());
  return std::make_shared<const sim::Scenario>(read.scenario);
}

Story simulated(const std::shared_ptr<const sim::Scenario>& scenario) {
  Story story;
  sim::World world(scenario, 1);
  std::vector<sim::Fact> facts;
  world.start(facts);
  while (world.step(core::Instant{} + scenario->stop, facts)) {
  }
  std::map<std::string, std::set<std::string>> known;
  for (const sim::Fact& fact : facts) {
    const auto* observation = std::get_if<core::Observation>(&fact.what);
    if (observation == nullptr) continue;
    if (const auto* sent = std::get_if<core::AskSent>(observation))
      story.outcomes[scenario->requests[sent->request].as].asked.push_back(scenario->nodes[sent->to].name);
    if (const auto* answered = std::get_if<core::Answered>(observation)) {
      const sim::RequestSpec& request = scenario->requests[answered->request];
      Outcome& outcome = story.outcomes[request.as];
      outcome.held = answered->held;
      if (answered->error) {
        outcome.error = to_string(answered->error->code);
      } else {
        outcome.source = answered->source;
        outcome.value = scenario->content[request.content].reply;
      }
    }
    if (const auto* learned = std::get_if<core::Learned>(observation))
      for (const core::FactId id : learned->facts) {
        if (!world.fact_table().holds(id)) continue;
        const core::HeldContent held = world.fact_table().fact(id);
        const std::string content = scenario->content[world.contents().by_key.at(held.key)].id;
        known[scenario->nodes[fact.node].name].insert(content + " at " + held.holder.text());
      }
  }
  for (core::NodeId node = 0; node < world.hosts().size(); ++node)
    if (world.hosts()[node].up()) {
      const std::string name = scenario->nodes[node].name;
      story.known[name] = known[name];
    }
  return story;
}

/// The scenario's fleet as processes.
class RealStory {
 public:
  explicit RealStory(const sim::Scenario& scenario) : scenario_(scenario), fleet_(names(scenario)) {
    fleet_.configure_all("grants: [network]\nfabric: { gossip: { strategy: full, interval: 100ms } }\n");
    for (const sim::Preload& preload : scenario.preload)
      for (const std::uint32_t node : sim::candidates(preload.holder, scenario))
        for (const std::uint32_t content : preload.content)
          fleet_.preload(scenario.nodes[node].name, key(content),
                         *core::StoredReply::encode(core::text_reply(scenario.content[content].reply)));
    fleet_.start_all();
  }

  RealFleet& fleet() { return fleet_; }

  bool knows(const std::string& node, const std::string& fact) const { return known(node).contains(fact); }

  Outcome ask(const std::string& as) {
    const auto request =
        std::ranges::find_if(scenario_.requests, [&](const auto& one) { return one.as == as; });
    const std::string node = scenario_.nodes[request->node].name;
    const std::size_t before = fleet_.log(node).size();
    core::EvalRequest made = scenario_.content[request->content].request;
    // Machines may be busy: the deadline is not what is compared.
    made.deadline = core::seconds(20);
    Outcome outcome;
    const core::Result<core::NodeAnswer> answer = fleet_.ask(node, made);
    EXPECT_TRUE(answer) << answer.error().text();
    if (!answer) return outcome;
    outcome.held = answer->held;
    if (answer->reply) {
      outcome.source = answer->source;
      outcome.value = answer->reply->value.text();
    } else {
      outcome.error = to_string(answer->reply.error().code);
    }
    const std::vector<nlohmann::json> log = fleet_.log(node);
    for (std::size_t i = before; i < log.size(); ++i)
      if (log[i]["what"] == "ask-sent") outcome.asked.push_back(log[i]["to"]);
    return outcome;
  }

  std::set<std::string> known(const std::string& node) const {
    std::set<std::string> facts;
    for (const nlohmann::json& line : fleet_.log(node)) {
      if (line["what"] != "learned") continue;
      for (const nlohmann::json& fact : line["facts"])
        if (fact.contains("key") && !fact.contains("holds"))
          facts.insert(content_of(fact["key"]) + " at " + fact["holder"].get<std::string>());
    }
    return facts;
  }

 private:
  static std::vector<std::string> names(const sim::Scenario& scenario) {
    std::vector<std::string> all;
    for (const sim::NodeSpec& node : scenario.nodes) all.push_back(node.name);
    return all;
  }

  core::ContentKey key(std::uint32_t content) const {
    return *core::ContentKey::from_request(scenario_.content[content].request);
  }

  std::string content_of(const std::string& hex) const {
    for (std::uint32_t i = 0; i < scenario_.content.size(); ++i)
      if (core::to_hex(core::ByteView(key(i).digest())) == hex) return scenario_.content[i].id;
    return hex;
  }

  const sim::Scenario& scenario_;
  RealFleet fleet_;
};

TEST(ThreeNodesTest, TheSameScenarioHasTheSameOutcomesAndHoldersInSimulationAndOnRealMachines) {
  const auto scenario = three_node_store();
  const Story sim = simulated(scenario);

  RealStory real(*scenario);
  ASSERT_FALSE(testing::Test::HasFatalFailure());
  Story story;
  // What the scenario leaves to the clock is waited for here: gossip before the first request, the news after
  // it.
  ASSERT_TRUE(eventually([&] { return real.knows("client", "shared at b"); }));
  story.outcomes["first"] = real.ask("first");
  ASSERT_TRUE(
      eventually([&] { return real.knows("a", "shared at client") && real.knows("a", "shared at b"); }));
  real.fleet().kill("b");
  real.fleet().kill("c");
  story.outcomes["after-two-losses"] = real.ask("after-two-losses");
  story.outcomes["unknown"] = real.ask("unknown");
  for (const char* node : {"a", "client"}) story.known[node] = real.known(node);

  EXPECT_EQ(story.outcomes, sim.outcomes);
  EXPECT_EQ(story.known, sim.known);
  EXPECT_THAT(sim.outcomes.at("first").asked, ElementsAre("b"));
}

TEST(ThreeNodesTest, ASecondAskIsALocalHitAndTheMetricsShowIt) {
  RealFleet fleet({"a", "b", "home"});
  fleet.configure_all("homes: [home]\n");
  fleet.configure("home", "homes: [home]\ncompute: { evaluator: echo }\n");
  fleet.start_all();
  core::EvalRequest request;
  request.expr = core::Expr::string("work");
  request.deadline = core::seconds(20);
  const auto first = fleet.ask("a", request);
  ASSERT_TRUE(first && first->reply) << (first ? first->reply.error() : first.error()).text();
  EXPECT_EQ(first->source, AnswerSource::home);
  EXPECT_TRUE(first->held);
  const auto second = fleet.ask("a", request);
  ASSERT_TRUE(second && second->reply);
  EXPECT_EQ(second->source, AnswerSource::local);
  EXPECT_EQ(fleet.metric("a", "fleetsim_answers_total{source=\"home\"}"), 1);
  EXPECT_EQ(fleet.metric("a", "fleetsim_answers_total{source=\"local\"}"), 1);
  EXPECT_EQ(fleet.metric("home", "fleetsim_computations_total{outcome=\"ok\"}"), 1);
  EXPECT_EQ(fleet.metric("a", "fleetsim_held_contents"), 1);
}

TEST(ThreeNodesTest, APeerThatComesBackIsReachedAgain) {
  RealFleet fleet({"a", "b"});
  fleet.start_all();
  ASSERT_TRUE(eventually([&] { return fleet.metric("a", "fleetsim_connections") == 2; }));
  fleet.kill("b");
  ASSERT_TRUE(eventually([&] { return fleet.metric("a", "fleetsim_connections") == 0; }));
  fleet.start("b");
  EXPECT_TRUE(eventually([&] { return fleet.metric("a", "fleetsim_connections") == 2; }));
  std::vector<std::int64_t> lives;
  for (const nlohmann::json& line : fleet.log("b"))
    if (line["what"] == "started") lives.push_back(line["incarnation"].get<std::int64_t>());
  ASSERT_EQ(lives.size(), 2u);
  EXPECT_LT(lives[0], lives[1]);
  EXPECT_EQ(fleet.metric("b", "fleetsim_incarnation"), lives[1]);
}

}  // namespace
}  // namespace fleetsim::tests
