// The life of one process: how it begins, how it ends, and what is left after it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/host/log_files.h"
#include "core/store/log_record.h"
#include "core/wire/eval_codec.h"
#include "tests/process/raw_client.h"
#include "tests/process/real_fleet.h"
#include "tests/support/source_tree.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {
namespace {

using testing::HasSubstr;

core::EvalRequest request_of(const std::string& text) {
  core::EvalRequest request;
  request.expr = core::Expr::string(text);
  return request;
}

void make_home(RealFleet& fleet, const std::string& name) {
  fleet.configure(name, "homes: [" + name + "]\ncompute: { evaluator: echo }\n");
}

core::LogRecovery recovered_log(const RealFleet& fleet, const std::string& node) {
  const auto files = core::LogDirectory::open(fleet.data(node));
  EXPECT_TRUE(files) << files.error().text();
  return core::recover_segments(*(*files)->read());
}

TEST(LifeTest, SigtermAnswersWhatIsUnderWaySyncsAndExitsWithZero) {
  RealFleet fleet({"n"});
  make_home(fleet, "n");
  fleet.start("n");
  RawClient client(fleet.port("n"));
  ASSERT_TRUE(
      client.send(core::Hello{core::kLinkVersion, core::LinkRole::client, core::Symbol::unqualified("t")}));
  ASSERT_TRUE(client.receive());
  constexpr int kRequests = 50;
  for (int i = 0; i < kRequests; ++i) {
    const core::Bytes request = *core::encode_request(request_of("w" + std::to_string(i)));
    ASSERT_TRUE(client.send(core::ClientRequest{static_cast<std::uint64_t>(i), core::share(request)}));
  }
  ASSERT_TRUE(client.receive());  // all of them have arrived, or soon will
  EXPECT_EQ(fleet.terminate("n"), 0);
  int answers = 1;
  while (client.receive()) ++answers;
  const std::size_t kept = recovered_log(fleet, "n").entries.size();
  EXPECT_GE(kept, 1u);
  EXPECT_LE(static_cast<std::size_t>(answers), static_cast<std::size_t>(kRequests));
  EXPECT_EQ(fleet.log("n").back()["what"], "stopped");
}

TEST(LifeTest, AHundredKillsDuringWritesLoseNoAcknowledgedRecord) {
  RealFleet fleet({"n"});
  make_home(fleet, "n");
  SplitMix random(2026);
  std::map<core::ContentKey, core::Digest> acknowledged;
  std::size_t recovered = 0;
  std::uint64_t serial = 0;
  std::uint64_t asked = 0;
  for (int kill = 0; kill < 100; ++kill) {
    fleet.start("n");
    ASSERT_FALSE(HasFatalFailure());
    RawClient client(fleet.port("n"));
    ASSERT_TRUE(
        client.send(core::Hello{core::kLinkVersion, core::LinkRole::client, core::Symbol::unqualified("t")}));
    ASSERT_TRUE(client.receive());
    std::map<std::uint64_t, core::ContentKey> open;
    for (int i = 0; i < 32; ++i) {
      const core::EvalRequest request = request_of("record " + std::to_string(++serial));
      open.emplace(serial, *core::ContentKey::from_request(request));
      ASSERT_TRUE(client.send(core::ClientRequest{serial, core::share(*core::encode_request(request))}));
      ++asked;
    }
    // From the first writes to the last ones, and whatever lies between two of them.
    const std::uint64_t answers_before_the_kill = random.below(30);
    const auto take = [&](const core::LinkFrame& frame) {
      const auto* answer = std::get_if<core::ClientAnswer>(&frame);
      ASSERT_TRUE(answer != nullptr && answer->reply && answer->held);
      acknowledged[open.at(answer->id)] = core::StoredReply::from_bytes(*answer->reply)->digest();
    };
    for (std::uint64_t i = 0; i < answers_before_the_kill; ++i) {
      const std::optional<core::LinkFrame> frame = client.receive();
      ASSERT_TRUE(frame);
      take(*frame);
    }
    fleet.kill("n");
    // What it had sent before it died is acknowledged too.
    while (const std::optional<core::LinkFrame> frame = client.receive()) take(*frame);

    const core::LogRecovery log = recovered_log(fleet, "n");
    EXPECT_EQ(log.corrupt_records, 0u);
    EXPECT_EQ(log.divergent_records, 0u);
    recovered = log.entries.size();
    std::map<core::ContentKey, core::Digest> found;
    for (const auto& [key, reply] : log.entries) found[key] = reply.digest();
    std::size_t lost = 0;
    for (const auto& [key, reply] : acknowledged)
      lost += found.contains(key) && found[key] == reply ? 0u : 1u;
    ASSERT_EQ(lost, 0u) << "after kill " << kill;
  }
  fleet.start("n");
  EXPECT_EQ(fleet.metric("n", "fleetsim_recovered_total"), static_cast<std::int64_t>(recovered));
  EXPECT_EQ(fleet.metric("n", "fleetsim_held_contents"), static_cast<std::int64_t>(recovered));
  RecordProperty("asked", std::to_string(asked));
  RecordProperty("acknowledged", std::to_string(acknowledged.size()));
  RecordProperty("recovered", std::to_string(recovered));
  std::printf("100 kills: %zu asked, %zu acknowledged, %zu recovered, 0 acknowledged lost\n",
              static_cast<std::size_t>(asked), acknowledged.size(), recovered);
  EXPECT_GT(acknowledged.size(), 500u);
}

TEST(LifeTest, TheProgramAsksAndItsExitCodesSayWhatHappened) {
  RealFleet fleet({"n"});
  make_home(fleet, "n");
  fleet.start("n");
  const std::string node = fleet.address("n").text();
  const auto ask = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"ask", "--node", node};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(program_path(), words, fleet.path());
  };
  const Finished first = ask({"--expr", "hello"});
  EXPECT_EQ(first.exit, 0) << first.err;
  EXPECT_EQ(first.out, "value: hello\nfrom:  home\nheld:  yes\n");
  EXPECT_EQ(ask({"--expr", "hello", "--json"}).out,
            "{\"node\":\"n\",\"outcome\":\"ok\",\"value\":[\"string\",\"hello\"],\"from\":\"local\",\"held\":"
            "true}\n");

  const TemporaryDirectory files;
  const std::string call =
      R"(["call", ["symbol", [null, "add"]], [["bool", true], ["nil"], ["bytes", "00ff"]]])";
  const std::string typed =
      files.write("request.json", "{\"expr\": " + call + ", \"consistency\": \"remote-only\"}");
  const Finished whole = ask({"--request", typed, "--json", "--deadline", "20s"});
  EXPECT_EQ(whole.exit, 0) << whole.err;
  EXPECT_THAT(
      whole.out,
      HasSubstr(R"("value":["call",["symbol",[null,"add"]],[["bool",true],["nil"],["bytes","00ff"]]])"));

  const std::string wrong = files.write("wrong.json", "{\n  \"expr\": [\"strin\", \"x\"]\n}\n");
  const Finished bad = ask({"--request", wrong});
  EXPECT_EQ(bad.exit, 2);
  EXPECT_THAT(bad.err, HasSubstr("wrong.json:2:12: "));

  RealFleet closed({"x"});
  closed.start("x");
  const Finished nobody = run_program(
      program_path(), {"ask", "--node", closed.address("x").text(), "--expr", "hello", "--deadline", "10s"},
      fleet.path());
  EXPECT_EQ(nobody.exit, 1);
  EXPECT_THAT(nobody.err, HasSubstr("no holder"));
  const ReservedPort silent;
  const Finished unreachable =
      run_program(program_path(), {"ask", "--node", silent.text(), "--expr", "x"}, fleet.path());
  EXPECT_EQ(unreachable.exit, 69);
  EXPECT_THAT(unreachable.err, HasSubstr(silent.text() + ": Connection refused"));
  const Finished renamed = ask({"--expr", "x", "--name", "other"});
  EXPECT_EQ(renamed.exit, 69);
  EXPECT_THAT(renamed.err, HasSubstr("it is called n, expected other"));
}

TEST(LifeTest, AWrongConfigurationIsExitTwoWithEveryFindingAtItsPlace) {
  const TemporaryDirectory files;
  const std::string config = files.write("node.yaml", "name: n\nlisten: 0.0.0.0:7000\ndata: d\nfabrik: {}\n");
  for (const bool check : {true, false}) {
    std::vector<std::string> words{"node", "--config", config};
    if (check) words.push_back("--check");
    const Finished finished = run_program(program_path(), words, files.path());
    EXPECT_EQ(finished.exit, 2);
    EXPECT_THAT(finished.err, HasSubstr("node.yaml:2:9: "));
    EXPECT_THAT(finished.err, HasSubstr("beyond this machine"));
    EXPECT_THAT(finished.err, HasSubstr("node.yaml:4:1: fabrik: unknown key \"fabrik\""));
    EXPECT_THAT(finished.err, HasSubstr("did you mean \"fabric\"?"));
  }
}

TEST(LifeTest, ASecondProcessOnTheSameDataIsRefused) {
  RealFleet fleet({"n"});
  fleet.start("n");
  const Finished second = run_program(program_path(), {"node", "--config", fleet.config("n")}, fleet.path());
  EXPECT_EQ(second.exit, 2);
  EXPECT_THAT(second.err, HasSubstr("/lock: cannot lock"));
}

}  // namespace
}  // namespace fleetsim::tests
