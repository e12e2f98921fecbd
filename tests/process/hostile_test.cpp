// Peers that are gone, hang, or speak garbage; and somebody who means harm.

#include <atomic>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/wire/eval_codec.h"
#include "tests/process/raw_client.h"
#include "tests/process/real_fleet.h"
#include "tests/support/contents.h"

namespace fleetsim::tests {
namespace {

using Millis = std::chrono::milliseconds;

/// Somebody who listens where a peer should, and either says nothing or says garbage.
class BadListener {
 public:
  BadListener(std::uint16_t port, bool garbage) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(port);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    thread_ = std::thread([this, garbage] { serve(garbage); });
  }
  ~BadListener() {
    ending_ = true;
    thread_.join();
    for (const int open : open_) ::close(open);
    ::close(socket_);
  }

 private:
  void serve(bool garbage) {
    SplitMix random(9);
    while (!ending_) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      const int taken = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      open_.push_back(taken);
      if (!garbage) continue;
      std::array<std::uint8_t, 512> bytes{};
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
      [[maybe_unused]] const ssize_t put = ::send(taken, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
  }

  int socket_;
  std::vector<int> open_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

core::EvalRequest shared_content() {
  core::EvalRequest request;
  request.expr = core::Expr::string("shared");
  request.deadline = core::seconds(20);
  return request;
}

// Every peer is asked, not a sample of them: which one would be left out is drawn.
const char* const kQuickPeers = "fabric: { lookup: { peer_timeout: 200ms, probes: all } }\n";

TEST(DegradeTest, AnUnreachableAHangingAndAGarbageSpeakingPeerAreMissesWithinTheDeadline) {
  RealFleet fleet({"asker", "gone", "hangs", "garbage"});
  fleet.configure_all(kQuickPeers);
  const BadListener hangs(fleet.port("hangs"), false);
  const BadListener garbage(fleet.port("garbage"), true);
  fleet.start("asker");
  const auto answer = fleet.ask("asker", shared_content());
  ASSERT_TRUE(answer) << answer.error().text();
  ASSERT_FALSE(answer->reply);
  // Not the deadline: each of them was given up before, and then there was nobody left.
  EXPECT_EQ(answer->reply.error().code, core::ErrorCode::no_holder);
  EXPECT_FALSE(answer->held);
  EXPECT_TRUE(eventually([&] { return fleet.said("asker", "link-failed", "peer", "gone"); }));
  EXPECT_TRUE(eventually([&] { return fleet.said("asker", "link-failed", "peer", "garbage"); }));
}

TEST(DegradeTest, AHolderBehindBadPeersIsStillFound) {
  RealFleet fleet({"asker", "gone", "hangs", "garbage", "holder"});
  fleet.configure_all(kQuickPeers);
  const BadListener hangs(fleet.port("hangs"), false);
  const BadListener garbage(fleet.port("garbage"), true);
  fleet.preload("holder", *core::ContentKey::from_request(shared_content()), stored("from the holder"));
  fleet.start("holder");
  fleet.start("asker");
  ASSERT_TRUE(eventually([&] { return fleet.said("asker", "link-connected", "peer", "holder"); }));
  const auto answer = fleet.ask("asker", shared_content());
  ASSERT_TRUE(answer) << answer.error().text();
  ASSERT_TRUE(answer->reply) << answer->reply.error().text();
  EXPECT_EQ(answer->reply->value.text(), "from the holder");
}

std::int64_t resident_kib(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
  return -1;
}

core::Bytes noise(SplitMix& random, std::size_t size) {
  core::Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
  return bytes;
}

class HostileTest : public testing::Test {
 protected:
  HostileTest() : fleet_({"victim", "evil"}) {
    fleet_.configure(
        "victim",
        "limits: { connections: 24, handshake_timeout: 300ms, frame_timeout: 400ms, unread_bytes: 8388608 }\n"
        "homes: [victim]\ncompute: { evaluator: echo }\n");
    fleet_.start("victim");
  }

  // A well-behaved client is served as ever.
  void served(const std::string& text) {
    core::EvalRequest request;
    request.expr = core::Expr::string(text);
    const auto answer = fleet_.ask("victim", request);
    ASSERT_TRUE(answer) << answer.error().text();
    ASSERT_TRUE(answer->reply) << answer->reply.error().text();
    EXPECT_EQ(answer->reply->value.text(), text);
  }

  std::unique_ptr<RawClient> evil_peer() {
    auto client = std::make_unique<RawClient>(fleet_.port("victim"));
    EXPECT_TRUE(client->send(core::Hello{core::kLinkVersion, core::LinkRole::peer, name("evil")}));
    EXPECT_TRUE(client->receive());
    return client;
  }

  RealFleet fleet_;
};

TEST_F(HostileTest, RandomBytesAndHugeLengthsCostNothing) {
  SplitMix random(3);
  for (int round = 0; round < 40; ++round) {
    RawClient client(fleet_.port("victim"));
    core::Bytes bytes = noise(random, 1 + random.below(3000));
    if (round % 2 == 0) bytes = {0xFF, 0xFF, 0xFF, 0x03, 0, 'F', 'L', 'N', 'K'};  // a hello of 64 MiB
    client.send(bytes);
    EXPECT_TRUE(client.is_closed_within(Millis(20'000)));
  }
  served("after noise");
  EXPECT_TRUE(eventually([&] { return fleet_.metric("victim", "fleetsim_connections") == 0; }));
}

TEST_F(HostileTest, WhoIsSilentOrSlowIsSentAwayAndNobodyWaitsForThem) {
  std::vector<std::unique_ptr<RawClient>> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(std::make_unique<RawClient>(fleet_.port("victim")));
  served("meanwhile");
  for (const auto& client : silent) EXPECT_TRUE(client->is_closed_within(Millis(20'000)));

  // One byte at a time of a frame that never ends.
  const auto slow = evil_peer();
  slow->send(core::Bytes{0, 0, 1, 0, 1});
  bool closed = false;
  for (int i = 0; i < 2'000 && !closed; ++i) {
    slow->send(core::Bytes{1});
    closed = slow->is_closed_within(Millis(20));
  }
  EXPECT_TRUE(closed);
  served("afterwards");
}

TEST_F(HostileTest, MoreConnectionsThanAllowedAreClosedAndThoseOpenLiveOn) {
  const auto peer = evil_peer();
  std::vector<std::unique_ptr<RawClient>> many;
  for (int i = 0; i < 100; ++i) many.push_back(std::make_unique<RawClient>(fleet_.port("victim")));
  EXPECT_TRUE(eventually(
      [&] { return fleet_.metric("victim", "fleetsim_link_events_total{kind=\"link-refused\"}") >= 70; }));
  many.clear();
  EXPECT_TRUE(eventually([&] { return fleet_.metric("victim", "fleetsim_connections") == 1; }));
  EXPECT_TRUE(peer->send(
      core::PeerMessage{core::share(core::encode_message(core::Ask{1, key_of("x"), core::kUnlimited, {}}))}));
  EXPECT_TRUE(peer->receive());
  served("afterwards");
}

TEST_F(HostileTest, LongFramesThatNeverEndShareOneBoundOfMemory) {
  const std::int64_t before = resident_kib(fleet_.process("victim"));
  core::Bytes start(1024 * 1024, 1);
  for (int i = 0; i < 30; ++i) {
    const auto peer = evil_peer();  // the one before is replaced
    peer->send(core::Bytes{0, 0, 0, 3});
    for (int part = 0; part < 10; ++part)
      if (!peer->send(start)) break;
  }
  served("meanwhile");
  EXPECT_LT(resident_kib(fleet_.process("victim")) - before, 64 * 1024);
  EXPECT_TRUE(eventually([&] { return fleet_.metric("victim", "fleetsim_unread_bytes") == 0; }));
}

TEST_F(HostileTest, RepliesThatNobodyAskedForAndFramesThatComeTwiceChangeNothing) {
  const auto peer = evil_peer();
  const core::Found lie{7, key_of("secret"), core::kUnlimited, stored("a lie").bytes()};
  const core::SharedBytes message = core::share(core::encode_message(lie));
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(peer->send(core::PeerMessage{message}));
  core::Bytes damaged = *message;
  damaged[damaged.size() / 2] ^= 1;
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(peer->send(core::PeerMessage{core::share(damaged)}));
  EXPECT_TRUE(eventually([&] { return fleet_.metric("victim", "fleetsim_replies_dropped_total") == 500; }));
  EXPECT_TRUE(eventually([&] { return fleet_.metric("victim", "fleetsim_messages_refused_total") == 500; }));
  EXPECT_EQ(fleet_.metric("victim", "fleetsim_held_contents"), 0);
  served("afterwards");
}

TEST_F(HostileTest, AFloodOfAsksFromSomebodyWhoDoesNotReadIsBoundedAndHarmsNobody) {
  const std::int64_t before = resident_kib(fleet_.process("victim"));
  const auto peer = evil_peer();
  core::Bytes batch;
  for (int i = 0; i < 1000; ++i) {
    const core::Bytes frame = core::encode_link_frame(core::PeerMessage{core::share(
        core::encode_message(core::Ask{static_cast<core::AskId>(i), key_of("x"), core::kUnlimited, {}}))});
    batch.insert(batch.end(), frame.begin(), frame.end());
  }
  for (int round = 0; round < 100; ++round) {
    if (!peer->send(batch)) break;  // sent away: fine
    if (round % 25 == 0) served("during the flood " + std::to_string(round));
  }
  served("afterwards");
  EXPECT_LT(resident_kib(fleet_.process("victim")) - before, 64 * 1024);
}

TEST_F(HostileTest, AClientIsNeverAPeerAndAStrangerIsNeither) {
  RawClient stranger(fleet_.port("victim"));
  ASSERT_TRUE(stranger.send(core::Hello{core::kLinkVersion, core::LinkRole::peer, name("stranger")}));
  const auto refusal = stranger.receive();
  ASSERT_TRUE(refusal && std::holds_alternative<core::Refusal>(*refusal));
  EXPECT_EQ(std::get<core::Refusal>(*refusal).reason, "stranger is no peer of this node");

  RawClient client(fleet_.port("victim"));
  ASSERT_TRUE(client.send(core::Hello{core::kLinkVersion, core::LinkRole::client, name("evil")}));
  ASSERT_TRUE(client.receive());
  const core::Found lie{7, key_of("secret"), core::kUnlimited, stored("a lie").bytes()};
  ASSERT_TRUE(client.send(core::PeerMessage{core::share(core::encode_message(lie))}));
  const auto sent_away = client.receive();
  ASSERT_TRUE(sent_away && std::holds_alternative<core::Refusal>(*sent_away));

  RawClient old(fleet_.port("victim"));
  ASSERT_TRUE(old.send(core::Hello{core::kLinkVersion + 1, core::LinkRole::client, name("old")}));
  const auto version = old.receive();
  ASSERT_TRUE(version && std::holds_alternative<core::Refusal>(*version));
}

}  // namespace
}  // namespace fleetsim::tests
