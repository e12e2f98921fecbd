// The processes of the contract's own multi-process tests (fabric-surface §9), over server frames on
// loopback.

#include <csignal>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/host/frame_connection.h"
#include "core/lookup/content_addressed_fabric.h"
#include "core/relay/ledgered_relay_fabric.h"
#include "core/relay/relay_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/process/real_fleet.h"
#include "tests/support/contents.h"

namespace fleetsim::tests {
namespace {

using namespace core;
using testing::HasSubstr;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// One fixture under way; what it writes to standard error is in a file.
class Fixture {
 public:
  explicit Fixture(std::vector<std::string> arguments) : log_(directory_.path() + "/err") {
    std::vector<char*> words{const_cast<char*>(FLEETSIM_FIXTURE)};
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    process_ = ::fork();
    if (process_ != 0) return;
    ::dup2(::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644), STDERR_FILENO);
    ::execv(FLEETSIM_FIXTURE, words.data());
    ::_exit(127);
  }
  ~Fixture() { kill(); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  std::string err() const { return text_of(log_); }

  /// The port of its readiness line; 0 when there was none in time.
  std::uint16_t port(std::chrono::seconds bound = std::chrono::seconds(30)) const {
    std::uint16_t port = 0;
    eventually(
        [&] {
          const std::string text = err();
          const std::size_t ready = text.find("CADR_READY ");
          if (ready == std::string::npos || text.find('\n', ready) == std::string::npos) return false;
          port = static_cast<std::uint16_t>(std::stoi(text.substr(ready + 11)));
          return true;
        },
        bound);
    return port;
  }

  void kill() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    wait();
  }

  /// Its exit code, or 1000 and the signal that ended it.
  int wait() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }

  std::shared_ptr<FrameConnection> connect() const {
    const EvalContext context(CapabilitySet{"network"});
    auto connection = FrameConnection::open(context, {"127.0.0.1", port()});
    EXPECT_TRUE(connection) << connection.error().text();
    return connection ? *connection : nullptr;
  }

 private:
  TemporaryDirectory directory_;
  std::string log_;
  pid_t process_ = 0;
};

EvalContext client_context() {
  return EvalContext(CapabilitySet{"network", "eval.remote"});
}

/// The request under which the fixture holds a text.
EvalRequest held_request(const std::string& text, std::optional<Duration> deadline = std::nullopt) {
  EvalRequest request;
  request.expr = Expr::string(text);
  request.required_capabilities = {"network"};
  request.consistency = Consistency::remote_only;
  request.deadline = deadline;
  return request;
}

std::shared_ptr<EvalCassette> empty_cassette() {
  return std::make_shared<EvalCassette>(std::make_shared<MemoryLedger>());
}

class CadrRelayTest : public testing::Test {
 protected:
  Fixture echo_{{}};
  std::shared_ptr<FrameConnection> connection_ = echo_.connect();
  std::shared_ptr<EvalCassette> cassette_ = empty_cassette();
  LedgeredRelayFabric fabric_{std::make_shared<RelayFabric>(connection_, CapabilitySet{"network"}),
                              cassette_};
  EvalContext context_ = client_context();
};

// B-83
TEST_F(CadrRelayTest, ASecondRealizeAfterTheConnectionClosedGivesTheFirstValueFromOneCachedReply) {
  const auto first = fabric_.realize(context_, held_request("work"));
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(first->value, Expr::string("work"));
  connection_->close();
  const auto second = fabric_.realize(context_, held_request("work"));
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ(second->value, first->value);
  EXPECT_EQ(cassette_->size(), 1u);
}

// B-84
TEST_F(CadrRelayTest, TheSameRequestStillReturnsTheSameValueAfterTheProcessWasKilled) {
  const auto first = fabric_.realize(context_, held_request("work"));
  ASSERT_TRUE(first) << first.error().text();
  echo_.kill();
  const auto again = fabric_.realize(context_, held_request("work"));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->value, first->value);
  EXPECT_FALSE(fabric_.realize(context_, held_request("other")));
}

class CadrStoreTest : public testing::Test {
 protected:
  // The contract's requests are remote-only, and the original answers them from the cassette all the same.
  CadrStoreTest() { fabric_.with_options(LookupOptions::reference()); }

  ContentPeer peer(const char* node, const Fixture& fixture) { return {name(node), fixture.connect()}; }

  // Machines may be busy; the contract's own deadline is 500 ms.
  static constexpr Duration kDeadline = seconds(20);

  Fixture a_{{"--serve-held", "--node", "a", "--request-limit", "100"}};
  Fixture b_{{"--node", "b", "--hold", "shared", "from-b", "--request-limit", "100"}};
  Fixture c_{{"--serve-held", "--node", "c", "--request-limit", "100"}};
  std::shared_ptr<EvalCassette> cassette_ = empty_cassette();
  ContentAddressedFabric fabric_{name("client"), cassette_, {peer("a", a_), peer("b", b_), peer("c", c_)}};
  EvalContext context_ = client_context();

  void resolve_shared() {
    const auto reply = fabric_.realize(context_, held_request("shared", kDeadline));
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->value, Expr::string("from-b"));
    EXPECT_TRUE(cassette_->get(*ContentKey::from_request(held_request("shared"))));
  }
};

// B-85
TEST_F(CadrStoreTest, ContentHeldByOneOfThreeProcessesIsFoundByItsIdAndKept) {
  resolve_shared();
}

// B-86
TEST_F(CadrStoreTest, ItIsStillReturnedAfterItsHolderAndAnotherWereKilled) {
  resolve_shared();
  b_.kill();
  c_.kill();
  resolve_shared();
}

// B-87
TEST_F(CadrStoreTest, AnUnknownRequestWithOneEmptyProcessLeftFailsWithNoHolderAndLeavesNoEntry) {
  resolve_shared();
  b_.kill();
  c_.kill();
  const auto reply = fabric_.realize(context_, held_request("unknown", kDeadline));
  ASSERT_FALSE(reply);
  EXPECT_THAT(reply.error().text(), HasSubstr("no holder"));
  EXPECT_EQ(cassette_->size(), 1u);
}

// B-88
TEST(CadrFixtureTest, EachReportsReadinessWithItsPortWithinFiveSeconds) {
  const Fixture echo({});
  EXPECT_NE(echo.port(std::chrono::seconds(5)), 0) << echo.err();
  EXPECT_EQ(echo.err(), "CADR_READY " + std::to_string(echo.port()) + "\n");
  const Fixture serves({"--node", "b"});
  EXPECT_NE(serves.port(std::chrono::seconds(5)), 0) << serves.err();
  EXPECT_EQ(serves.err(), "CADR_NODE b\nCADR_READY " + std::to_string(serves.port()) + "\n");
}

// U-18
TEST(CadrFixtureTest, ServeHeldAfterHoldDiscardsIt) {
  const Fixture before({"--hold", "x", "kept", "--serve-held"});
  const Fixture after({"--serve-held", "--hold", "x", "kept"});
  EvalContext context = client_context();
  EXPECT_FALSE(before.connect()->realize(context, held_request("x", seconds(20))));
  const auto held = after.connect()->realize(context, held_request("x", seconds(20)));
  ASSERT_TRUE(held) << held.error().text();
  EXPECT_EQ(held->value, Expr::string("kept"));
  EXPECT_THAT(before.err(), HasSubstr("CADR_NODE node\n"));
}

// U-18
TEST(CadrFixtureTest, TheRequestLimitIsCheckedBetweenConnectionsOnly) {
  Fixture echo({"--request-limit", "2"});
  EvalContext context = client_context();
  auto connection = echo.connect();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(connection->realize(context, held_request("w", seconds(20))));
  connection->close();
  EXPECT_EQ(echo.wait(), 0);
}

TEST(CadrFixtureTest, EchoCountsSuccessesOnlyAndServingCountsEveryRequest) {
  EvalContext context = client_context();
  EvalRequest denied = held_request("w", seconds(20));
  denied.required_capabilities = {"network", "stream.open"};
  Fixture echo({"--request-limit", "1"});
  {
    const auto connection = echo.connect();
    const auto refused = connection->realize(context, denied);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().text(),
                HasSubstr("remote evaluation failed: capability denied: stream.open"));
    EvalRequest streaming = held_request("w", seconds(20));
    streaming.stream = true;
    EXPECT_FALSE(connection->realize(context, streaming));
    connection->close();
  }
  {
    const auto connection = echo.connect();
    EXPECT_TRUE(connection->realize(context, held_request("w", seconds(20))));
    connection->close();
  }
  EXPECT_EQ(echo.wait(), 0);

  Fixture serves({"--serve-held", "--request-limit", "1"});
  const auto connection = serves.connect();
  EXPECT_FALSE(connection->realize(context, held_request("w", seconds(20))));
  connection->close();
  EXPECT_EQ(serves.wait(), 0);
}

TEST(CadrFixtureTest, WrongFlagsAreFatalErrors) {
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {"--fly"}, {"--node"}, {"--hold", "x"}, {"--request-limit"}, {"--request-limit", "many"}}) {
    Fixture fixture(wrong);
    EXPECT_EQ(fixture.wait(), 1);
    EXPECT_THAT(fixture.err(), HasSubstr("CADR_FIXTURE_ERROR "));
  }
}

TEST(CadrFixtureTest, ConnectingNeedsNetworkAndAskingNeedsEvalRemote) {
  const Fixture echo({});
  EvalContext nothing;
  EXPECT_EQ(FrameConnection::open(nothing, {"127.0.0.1", echo.port()}).error().text(),
            "capability denied: network");
  EXPECT_EQ(echo.connect()->realize(nothing, held_request("w", seconds(20))).error().text(),
            "capability denied: eval.remote");
}

}  // namespace
}  // namespace fleetsim::tests
