// Streams between two nodes: a driver carries their effects over a way that loses, repeats and reorders.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/byte_writer.h"
#include "core/node/node.h"
#include "core/session/placed_stream.h"
#include "core/store/log_record.h"
#include "core/wire/eval_codec.h"
#include "tests/support/contents.h"
#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

using tests::name;
using tests::SplitMix;

constexpr NodeId kReader = 0;
constexpr NodeId kSource = 1;
constexpr RequestId kRequest = 5;
constexpr const char* kNetwork = "stream.remote.network";

EvalReply numbers(int count) {
  std::vector<Expr> items;
  for (int i = 0; i < count; ++i) items.push_back(Expr::string("item " + std::to_string(i)));
  return {Expr::list(std::move(items)), {}, std::nullopt};
}

SharedBytes opening(const std::string& text) {
  ByteWriter out;
  out.blob(*encode_request(tests::basic_request(text)));
  out.blob(std::string());
  return share(std::move(out).take());
}

/// Two nodes and what is between them.
class StreamTest : public testing::Test {
 protected:
  StreamTest() {
    for (const NodeId node : {kReader, kSource}) {
      hosts_.emplace(node, Host{.options = {.self = node,
                                            .peers = Peers(directory_, node),
                                            .homes = nullptr,
                                            .compute = std::nullopt,
                                            .fabric = {},
                                            .facts = nullptr}});
      hosts_.at(node).options.fabric.gossip.strategy = GossipStrategy::none;
      hosts_.at(node).options.fabric.stream.session.rate_items_max = 100;
    }
    hosts_.at(kSource).options.compute = EvalContext::with_every_capability();
  }

  void boot(NodeId node, LogSegments log = {}) {
    Host& host = hosts_.at(node);
    host.timers.clear();
    host.node.emplace(host.options, Dice(7, "node"));
    feed(node, Booted{++host.life, std::move(log)});
  }
  void boot_both() {
    boot(kReader);
    boot(kSource);
  }
  void down(NodeId node) {
    hosts_.at(node).node.reset();
    hosts_.at(node).timers.clear();
  }

  void listen(std::optional<Duration> deadline = std::nullopt, bool granted = true) {
    EvalRequest request = tests::basic_request("numbers");
    request.deadline = deadline;
    request.result_shape = shape_;
    EvalContext context;
    for (const CapabilityName& capability : request.required_capabilities) context.grant(capability);
    if (granted) context.grant(kNetwork);
    feed(kReader,
         StreamRequestMade{kRequest, kSource, std::make_shared<const EvalRequest>(request), context});
  }

  void feed(NodeId node, const Input& input) {
    Host& host = hosts_.at(node);
    if (!host.node) return;
    Effects effects;
    host.node->on(now_, input, effects);
    for (const Effect& effect : effects) carry_out(node, effect);
  }

  void carry_out(NodeId node, const Effect& effect) {
    Host& host = hosts_.at(node);
    if (const auto* message = std::get_if<Send>(&effect)) {
      ++sent_;
      if (cut_ || static_cast<int>(random_.next() % 100) < loss_) return;
      const int copies = static_cast<int>(random_.next() % 100) < doubles_ ? 2 : 1;
      for (int i = 0; i < copies; ++i) {
        const Duration late = milliseconds(static_cast<std::int64_t>(random_.next() % 40));
        under_way_.emplace(now_ + milliseconds(5) + late, Packet{node, message->to, message->bytes});
      }
    } else if (const auto* set = std::get_if<SetTimer>(&effect)) {
      host.timers[set->id] = std::max(set->at, now_);
    } else if (const auto* cancel = std::get_if<CancelTimer>(&effect)) {
      host.timers.erase(cancel->id);
    } else if (const auto* sync = std::get_if<Sync>(&effect)) {
      feed(node, Synced{sync->seq});
    } else if (const auto* compute = std::get_if<Compute>(&effect)) {
      computing_.push_back(compute->id);
      if (computes_at_once_) feed(node, Computed{compute->id, reply_});
    } else if (std::holds_alternative<CancelCompute>(effect)) {
      ++cancelled_;
    } else if (const auto* item = std::get_if<AnswerItem>(&effect)) {
      EXPECT_EQ(item->number, items_.size());
      EXPECT_FALSE(end_);
      items_.push_back(item->item);
    } else if (const auto* end = std::get_if<AnswerEnd>(&effect)) {
      EXPECT_FALSE(end_);
      end_ = *end;
    } else if (const auto* observe = std::get_if<Observe>(&effect)) {
      if (std::holds_alternative<StreamResumed>(observe->fact)) ++resumed_;
    }
  }

  // Until nothing is due any more, or `until`.
  void run(Duration span = seconds(300)) {
    const Instant until = now_ + span;
    for (;;) {
      Instant next = kNever;
      if (!under_way_.empty()) next = under_way_.begin()->first;
      for (const auto& [id, host] : hosts_)
        for (const auto& [timer, at] : host.timers) next = std::min(next, at);
      if (next > until || next == kNever) break;
      now_ = next;
      if (!under_way_.empty() && under_way_.begin()->first == now_) {
        const Packet packet = under_way_.begin()->second;
        under_way_.erase(under_way_.begin());
        feed(packet.to, MessageArrived{packet.from, packet.bytes});
        continue;
      }
      for (auto& [id, host] : hosts_) {
        const auto due =
            std::ranges::find_if(host.timers, [&](const auto& timer) { return timer.second == now_; });
        if (due == host.timers.end()) continue;
        const TimerId timer = due->first;
        host.timers.erase(due);
        feed(id, TimerFired{timer});
        break;
      }
    }
    if (span < seconds(300)) now_ = until;
  }

  void expect_whole(std::size_t items) {
    ASSERT_TRUE(end_);
    EXPECT_EQ(end_->why, SessionWhy::finished) << to_string(end_->why);
    EXPECT_EQ(end_->id, kRequest);
    EXPECT_EQ(end_->items, items);
    ASSERT_EQ(items_.size(), items);
    for (std::size_t i = 0; i < items; ++i) EXPECT_EQ(items_[i], Expr::string("item " + std::to_string(i)));
  }

  struct Host {
    NodeOptions options;
    std::optional<Node> node = {};
    std::uint32_t life = 0;
    std::map<TimerId, Instant> timers = {};
  };
  struct Packet {
    NodeId from;
    NodeId to;
    SharedBytes bytes;
  };

  std::shared_ptr<const Directory> directory_ =
      std::make_shared<const Directory>(std::vector{name("r"), name("s")});
  std::map<NodeId, Host> hosts_;
  Instant now_;
  SplitMix random_{1};
  std::multimap<Instant, Packet> under_way_;
  int loss_ = 0;
  int doubles_ = 0;
  bool cut_ = false;
  bool computes_at_once_ = true;
  Result<EvalReply> reply_ = numbers(50);
  std::vector<ComputeId> computing_;
  std::size_t sent_ = 0;
  std::vector<Expr> items_;
  std::optional<AnswerEnd> end_;
  int resumed_ = 0;
  int cancelled_ = 0;
  std::optional<Expr> shape_;
};

TEST_F(StreamTest, AListComesItemByItem) {
  boot_both();
  listen();
  run();
  expect_whole(50);
  EXPECT_EQ(resumed_, 0);
}

TEST_F(StreamTest, AnyOtherValueIsOneItemAndAnEmptyListIsNone) {
  boot_both();
  reply_ = EvalReply{Expr::string("item 0"), {}, std::nullopt};
  listen();
  run();
  expect_whole(1);

  end_.reset();
  items_.clear();
  reply_ = numbers(0);
  boot_both();
  listen();
  run();
  expect_whole(0);
}

TEST_F(StreamTest, ItArrivesWholeWhateverTheWayDoes) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    random_ = SplitMix(seed);
    loss_ = 25;
    doubles_ = 15;
    items_.clear();
    end_.reset();
    under_way_.clear();
    boot_both();
    listen();
    run();
    expect_whole(50);
  }
}

TEST_F(StreamTest, WhatIsHeldIsStreamedWithoutComputing) {
  boot(kReader);
  const StoredReply held = *StoredReply::encode(numbers(3));
  boot(kSource, {{1, share(encode_log_record(tests::key_of("numbers"), held))}});
  listen();
  run();
  expect_whole(3);
  EXPECT_TRUE(computing_.empty());
}

TEST_F(StreamTest, ASourceThatRestartsGoesOnWhereTheReaderStands) {
  hosts_.at(kReader).options.fabric.stream.session.silence_max = seconds(1);
  boot_both();
  listen();
  run(milliseconds(250));
  const std::size_t before = items_.size();
  ASSERT_GT(before, 0u);
  ASSERT_LT(before, 50u);
  down(kSource);
  run(milliseconds(500));
  boot(kSource, {{1, share(encode_log_record(tests::key_of("numbers"), *StoredReply::encode(numbers(50))))}});
  run();
  expect_whole(50);
  EXPECT_GE(resumed_, 1);
}

TEST_F(StreamTest, ASourceThatComesBackWithAnotherReplyIsNotBelieved) {
  hosts_.at(kReader).options.fabric.stream.session.silence_max = seconds(1);
  boot_both();
  listen();
  run(milliseconds(250));
  ASSERT_GT(items_.size(), 0u);
  down(kSource);
  reply_ = numbers(60);
  boot(kSource);
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::broken_rules) << to_string(end_->why);
  EXPECT_EQ(end_->items, items_.size());
}

// As many items as have come, of something else: that is no end of the first.
TEST_F(StreamTest, ASourceThatComesBackWithAShorterReplyDoesNotLookWhole) {
  hosts_.at(kReader).options.fabric.stream.session.silence_max = seconds(1);
  for (const bool none_came : {false, true}) {
    items_.clear();
    end_.reset();
    under_way_.clear();
    reply_ = numbers(50);
    boot_both();
    listen();
    run(none_came ? milliseconds(15) : milliseconds(250));
    down(kSource);
    under_way_.clear();
    reply_ = numbers(static_cast<int>(items_.size()));
    boot(kSource);
    run();
    ASSERT_TRUE(end_);
    // Nothing was known of the first reply when nothing of it had come.
    if (!items_.empty()) {
      EXPECT_EQ(end_->why, SessionWhy::broken_rules) << to_string(end_->why);
    }
  }
}

TEST_F(StreamTest, AskingToGoOnCostsTheSourceNoMoreThanWaiting) {
  boot_both();
  down(kReader);
  SessionFrame open{.session = 9, .kind = SessionFrameKind::open, .credit = 64};
  open.payload = opening("numbers");
  feed(kSource, MessageArrived{kReader, share(encode_message(StreamFrame{true, open}))});
  run(milliseconds(300));
  under_way_.clear();
  const std::size_t before = sent_;
  for (int i = 0; i < 1'000; ++i) {
    const SessionFrame resume{.session = 9, .kind = SessionFrameKind::resume, .sequence = 0, .credit = 64};
    feed(kSource, MessageArrived{kReader, share(encode_message(StreamFrame{true, resume}))});
  }
  EXPECT_LE(sent_ - before, 64u) << "each item once";
}

TEST_F(StreamTest, AReaderThatIsGoneIsNotComputedFor) {
  computes_at_once_ = false;
  boot_both();
  listen();
  run(milliseconds(100));
  ASSERT_EQ(computing_.size(), 1u);
  down(kReader);
  run(seconds(60));
  EXPECT_EQ(cancelled_, 1);
}

TEST_F(StreamTest, AReplyOfAnotherShapeIsNoStream) {
  shape_ = Expr::symbol(name("number"));
  boot_both();
  listen();
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::source_failed);
}

TEST_F(StreamTest, WithoutResumingALostSourceIsTheEndAndSaysWhere) {
  hosts_.at(kReader).options.fabric.stream.resumes_max = 0;
  boot_both();
  listen();
  run(milliseconds(250));
  cut_ = true;
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::peer_gone);
  EXPECT_EQ(end_->items, items_.size());
  EXPECT_GT(items_.size(), 0u);
}

TEST_F(StreamTest, AConnectionThatBreaksAndReturnsGoesOnInTheSameSession) {
  boot_both();
  listen();
  run(milliseconds(250));
  cut_ = true;
  under_way_.clear();
  feed(kReader, LinkDown{kSource});
  feed(kSource, LinkDown{kReader});
  const std::size_t sent = sent_;
  run(seconds(10));
  EXPECT_EQ(sent_, sent) << "nothing is sent into a connection that is not there";
  cut_ = false;
  feed(kReader, LinkUp{kSource});
  feed(kSource, LinkUp{kReader});
  run();
  expect_whole(50);
  EXPECT_EQ(resumed_, 0);
}

TEST_F(StreamTest, TheDeadlineEndsIt) {
  boot_both();
  listen(milliseconds(250));
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::time_limit);
  EXPECT_LT(end_->items, 50u);
  EXPECT_GT(end_->items, 0u);
}

TEST_F(StreamTest, ALongComputationIsWaitedFor) {
  computes_at_once_ = false;
  boot_both();
  listen();
  run(seconds(40));
  EXPECT_FALSE(end_) << "the source says that it is there";
  ASSERT_EQ(computing_.size(), 1u);
  feed(kSource, Computed{computing_[0], reply_});
  run();
  expect_whole(50);
}

TEST_F(StreamTest, AFailedComputationBreaksIt) {
  reply_ = Error::eval("no such thing");
  boot_both();
  listen();
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->items, 0u);
  EXPECT_EQ(end_->why, SessionWhy::source_failed);
}

TEST_F(StreamTest, WhoMayNotReadItIsRefusedOnEitherSide) {
  boot_both();
  listen(std::nullopt, false);
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::refused);
  EXPECT_EQ(sent_, 0u);

  end_.reset();
  hosts_.at(kSource).options.serve = EvalContext(CapabilitySet{"fabric.test"});
  boot_both();
  listen();
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::refused) << to_string(end_->why);
}

TEST_F(StreamTest, ANodeThatNeitherHoldsNorComputesRefuses) {
  hosts_.at(kSource).options.compute.reset();
  boot_both();
  listen();
  run();
  ASSERT_TRUE(end_);
  EXPECT_EQ(end_->why, SessionWhy::refused);
}

// Whoever opens streams by the thousand is refused beyond the bound, and costs no more than it.
TEST_F(StreamTest, NobodyCanHaveMoreStreamsThanTheBound) {
  computes_at_once_ = false;
  boot_both();
  Effects effects;
  std::size_t refused = 0;
  for (SessionId session = 1; session <= 1'000; ++session) {
    SessionFrame open{.session = session, .kind = SessionFrameKind::open, .credit = 64};
    open.payload = opening("numbers");
    effects.clear();
    hosts_.at(kSource).node->on(now_, MessageArrived{kReader, share(encode_message(StreamFrame{true, open}))},
                                effects);
    for (const Effect& effect : effects)
      if (const auto* message = std::get_if<Send>(&effect)) {
        const Result<WireMessage> said = decode_message(*message->bytes);
        const auto* frame = said ? std::get_if<StreamFrame>(&*said) : nullptr;
        if (frame != nullptr && frame->frame.why == SessionWhy::refused) ++refused;
      }
  }
  // A quarter of all that there may be, so that no reader keeps the others out.
  EXPECT_EQ(refused, 1'000u - hosts_.at(kSource).options.fabric.stream.sources_max / 4);
}

TEST_F(StreamTest, WhateverFramesComeNothingBreaks) {
  boot_both();
  listen();
  int ended = 0;
  for (int round = 0; round < 20'000; ++round) {
    SessionFrame frame{.session = random_.next() % 32 + (std::uint64_t{1} << 32) * (random_.next() % 2),
                       .kind = static_cast<SessionFrameKind>(random_.next() % kSessionFrameKinds),
                       .why = static_cast<SessionWhy>(random_.next() % kSessionWhys),
                       .sequence = random_.next() % 8,
                       .credit = random_.next() % 80};
    if (random_.next() % 2 == 0) frame.payload = opening(random_.next() % 2 == 0 ? "numbers" : "others");
    if (random_.next() % 50 == 0) frame.sequence = random_.next();
    const bool to_source = random_.next() % 2 == 0;
    const NodeId at = random_.next() % 2 == 0 ? kReader : kSource;
    feed(at, MessageArrived{at == kReader ? kSource : kReader,
                            share(encode_message(StreamFrame{to_source, frame}))});
    if (round % 64 == 0) run(milliseconds(3));
    if (round % 512 == 0) feed(at, LinkDown{at == kReader ? kSource : kReader});
    if (round % 512 == 9) feed(at, LinkUp{at == kReader ? kSource : kReader});
    if (end_) {
      ++ended;
      end_.reset();
      items_.clear();
      listen();
    }
  }
  run();
  ASSERT_TRUE(end_) << "every stream ends";
  EXPECT_GT(ended, 10);
}

}  // namespace
}  // namespace fleetsim::core
