#include "tests/support/host_contract.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "tests/support/contents.h"

namespace fleetsim::tests {
namespace {

using namespace core;

// Longer than anything that a host may take for an append, a sync, a message or a computation.
constexpr Duration kLong = seconds(5);

using Deliveries = std::vector<Delivered>;

Bytes text(std::string_view content) {
  return {content.begin(), content.end()};
}

Append append(AppendSeq seq, std::string_view content) {
  return {seq, share(text(content))};
}

// The inputs of one kind that reached a node, in order.
template <class T>
std::vector<T> of(const Deliveries& all, NodeId node) {
  std::vector<T> found;
  for (const Delivered& one : all)
    if (const T* input = std::get_if<T>(&one.input); input && one.node == node) found.push_back(*input);
  return found;
}

std::vector<TimerId> fired(const Deliveries& all) {
  std::vector<TimerId> ids;
  for (const TimerFired& timer : of<TimerFired>(all, 0)) ids.push_back(timer.id);
  return ids;
}

Bytes whole(const LogSegments& log) {
  Bytes all;
  for (const LogSegment& segment : log) all.insert(all.end(), segment.bytes->begin(), segment.bytes->end());
  return all;
}

// A life begins; the log it found.
Bytes boot(HostUnderTest& host, NodeId node) {
  host.boot(node);
  const std::vector<Booted> booted = of<Booted>(host.run(kLong), node);
  EXPECT_EQ(booted.size(), 1u);
  return booted.size() == 1 ? whole(booted[0].log) : Bytes{};
}

bool starts_with(const Bytes& whole, const Bytes& start) {
  return whole.size() >= start.size() && std::equal(start.begin(), start.end(), whole.begin());
}

void booted_first(HostUnderTest& host) {
  host.preload(0, text("what was there"));
  host.boot(0);
  const Deliveries all = host.run(kLong);
  ASSERT_EQ(all.size(), 1u);
  ASSERT_TRUE(std::holds_alternative<Booted>(all[0].input));
  const auto& booted = std::get<Booted>(all[0].input);
  EXPECT_EQ(booted.incarnation, 1u);
  EXPECT_EQ(as_text(whole(booted.log)), "what was there");
}

void larger_incarnation(HostUnderTest& host) {
  std::uint32_t last = 0;
  for (int life = 0; life < 3; ++life) {
    host.boot(0);
    const std::vector<Booted> booted = of<Booted>(host.run(kLong), 0);
    ASSERT_EQ(booted.size(), 1u);
    EXPECT_GT(booted[0].incarnation, last);
    last = booted[0].incarnation;
    host.cut_power(0);
  }
}

void timer_fires_once(HostUnderTest& host) {
  boot(host, 0);
  const Instant start = host.now();
  const Instant past = start - milliseconds(1);
  host.perform(
      0, {SetTimer{1, start + milliseconds(20)}, SetTimer{2, start + milliseconds(5)}, SetTimer{3, past}});
  const Deliveries all = host.run(kLong);
  EXPECT_EQ(fired(all), (std::vector<TimerId>{3, 2, 1}));
  for (const Delivered& one : all) {
    if (std::get<TimerFired>(one.input).id == 1) {
      EXPECT_GE(one.at, start + milliseconds(20));
    }
    if (std::get<TimerFired>(one.input).id == 2) {
      EXPECT_GE(one.at, start + milliseconds(5));
    }
  }
}

void timer_replaced(HostUnderTest& host) {
  boot(host, 0);
  for (const auto& [first, second] : {std::pair(5, 40), std::pair(40, 5)}) {
    const Instant start = host.now();
    host.perform(0, {SetTimer{1, start + milliseconds(first)}});
    host.perform(0, {SetTimer{1, start + milliseconds(second)}});
    const Deliveries all = host.run(kLong);
    ASSERT_EQ(fired(all), std::vector<TimerId>{1});
    EXPECT_GE(all[0].at, start + milliseconds(second));
  }
}

void timer_cancelled(HostUnderTest& host) {
  boot(host, 0);
  const Instant due = host.now() + milliseconds(5);
  host.perform(0, {SetTimer{1, due}, SetTimer{2, due}, SetTimer{3, due}, CancelTimer{1}, CancelTimer{99}});
  host.perform(0, {CancelTimer{3}});
  EXPECT_EQ(fired(host.run(kLong)), std::vector<TimerId>{2});
}

void timer_again(HostUnderTest& host) {
  boot(host, 0);
  for (int round = 0; round < 3; ++round) {
    host.perform(0, {SetTimer{1, host.now() + milliseconds(5)}});
    EXPECT_EQ(fired(host.run(kLong)), std::vector<TimerId>{1});
  }
}

void appends_in_order(HostUnderTest& host) {
  boot(host, 0);
  host.perform(0, {append(1, "a"), append(2, "b")});
  host.perform(0, {append(3, "c")});
  std::vector<AppendSeq> taken;
  for (const Appended& appended : of<Appended>(host.run(kLong), 0)) taken.push_back(appended.seq);
  EXPECT_EQ(taken, (std::vector<AppendSeq>{1, 2, 3}));
}

void sync_after_appends(HostUnderTest& host) {
  boot(host, 0);
  host.perform(0, {append(1, "a"), append(2, "b"), Sync{2}, append(3, "c"), Sync{3}});
  const Deliveries all = host.run(kLong);
  std::vector<AppendSeq> synced;
  AppendSeq taken = 0;
  for (const Delivered& one : all) {
    if (const auto* appended = std::get_if<Appended>(&one.input)) taken = appended->seq;
    if (const auto* done = std::get_if<Synced>(&one.input)) {
      synced.push_back(done->seq);
      EXPECT_GE(taken, done->seq);
    }
  }
  EXPECT_EQ(synced, (std::vector<AppendSeq>{2, 3}));
}

void synced_survives(HostUnderTest& host) {
  Bytes written;
  for (int life = 0; life < 5; ++life) {
    boot(host, 0);
    host.perform(0, {append(1, "one "), append(2, "two "), Sync{2}});
    host.run(kLong);
    host.perform(0, {append(3, "three ")});
    host.cut_power(0);
    const Bytes log = boot(host, 0);
    const Bytes synced = text("one two ");
    written.insert(written.end(), synced.begin(), synced.end());
    EXPECT_TRUE(starts_with(log, written)) << as_text(log);
    // From here on what was found is what there is.
    written = log;
    host.cut_power(0);
  }
}

void prefix_survives(HostUnderTest& host) {
  Bytes before = boot(host, 0);
  for (int life = 0; life < 20; ++life) {
    host.perform(0, {append(1, "abc"), append(2, "defgh"), append(3, "i")});
    if (life % 2 == 0) host.run(kLong);
    host.cut_power(0);
    Bytes all = before;
    for (const char byte : std::string_view("abcdefghi")) all.push_back(static_cast<std::uint8_t>(byte));
    const Bytes log = boot(host, 0);
    EXPECT_TRUE(starts_with(log, before)) << as_text(log);
    EXPECT_TRUE(starts_with(all, log)) << as_text(log);
    before = log;
  }
}

void truncate_cuts(HostUnderTest& host) {
  host.preload(0, text("good|torn"));
  host.boot(0);
  host.run(kLong);
  host.perform(0, {Truncate{5}, append(1, "new"), Sync{1}});
  host.run(kLong);
  host.cut_power(0);
  EXPECT_EQ(as_text(boot(host, 0)), "good|new");
}

void drops_a_segment(HostUnderTest& host) {
  boot(host, 0);
  const auto in = [](AppendSeq seq, std::string_view content, SegmentId segment) {
    return Append{seq, append(seq, content).bytes, segment};
  };
  host.perform(0, {in(1, "one", 1), in(2, "four", 4), in(3, "six", 6), Sync{3}});
  host.run(kLong);
  host.perform(0, {DropSegment{4}, in(4, "+", 6), Sync{4}});
  host.run(kLong);
  host.cut_power(0);
  host.boot(0);
  const std::vector<Booted> booted = of<Booted>(host.run(kLong), 0);
  ASSERT_EQ(booted.size(), 1u);
  ASSERT_EQ(booted[0].log.size(), 2u);
  EXPECT_EQ(booted[0].log[0].id, 1u);
  EXPECT_EQ(booted[0].log[1].id, 6u);
  EXPECT_EQ(as_text(whole(booted[0].log)), "onesix+");
}

void message_arrives(HostUnderTest& host) {
  boot(host, 0);
  boot(host, 1);
  const Bytes bytes = {0, 1, 2, 255};
  host.perform(0, {Send{1, share(bytes)}});
  const Deliveries all = host.run(kLong);
  ASSERT_EQ(all.size(), 1u);
  const std::vector<MessageArrived> arrived = of<MessageArrived>(all, 1);
  ASSERT_EQ(arrived.size(), 1u);
  EXPECT_EQ(arrived[0].from, 0u);
  EXPECT_EQ(*arrived[0].bytes, bytes);
}

void message_to_nobody(HostUnderTest& host) {
  boot(host, 0);
  host.perform(0, {Send{1, share(text("hello"))}});
  EXPECT_TRUE(host.run(kLong).empty());
}

void computed_once(HostUnderTest& host) {
  boot(host, 0);
  host.perform(0, {Compute{1, shared_request("a")}, Compute{2, shared_request("b")}});
  host.perform(0, {Compute{3, shared_request("a")}});
  std::vector<ComputeId> done;
  for (const Computed& computed : of<Computed>(host.run(kLong), 0)) done.push_back(computed.id);
  std::ranges::sort(done);
  EXPECT_EQ(done, (std::vector<ComputeId>{1, 2, 3}));
}

void lives_are_apart(HostUnderTest& host) {
  boot(host, 0);
  host.perform(0, {SetTimer{1, host.now() + milliseconds(5)}, append(1, "a"), Sync{1},
                   Compute{1, shared_request("a")}});
  host.cut_power(0);
  host.boot(0);
  const Deliveries all = host.run(kLong);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<Booted>(all[0].input));
}

void time_goes_on(HostUnderTest& host) {
  boot(host, 0);
  Instant last = host.now();
  for (int round = 0; round < 10; ++round) {
    host.perform(0, {SetTimer{1, host.now() + milliseconds(1)},
                     append(static_cast<AppendSeq>(round + 1), "a"), Sync{static_cast<AppendSeq>(round + 1)},
                     Compute{static_cast<ComputeId>(round), shared_request("a")}});
    for (const Delivered& one : host.run(milliseconds(3))) {
      EXPECT_GE(one.at, last);
      last = one.at;
    }
    EXPECT_GE(host.now(), last);
    last = host.now();
  }
}

}  // namespace

const std::vector<HostPromise>& host_promises() {
  static const std::vector<HostPromise> all = {
      {"BootedIsTheFirstInputOfALifeAndComesOnce", booted_first},
      {"ALaterLifeHasALargerIncarnation", larger_incarnation},
      {"ATimerFiresOnceAndNotBeforeItsInstant", timer_fires_once},
      {"ASecondSetTimerOfAnIdReplacesTheFirst", timer_replaced},
      {"ACancelledTimerNeverFires", timer_cancelled},
      {"ATimerThatFiredCanBeSetAgain", timer_again},
      {"AppendsAreTakenInOrderAndEachIsConfirmedOnce", appends_in_order},
      {"ASyncIsConfirmedOnceAndAfterTheAppendsBeforeIt", sync_after_appends},
      {"WhatWasSyncedIsInTheLogOfTheNextLife", synced_survives},
      {"WhatWasNotSyncedIsLostFromTheEndOnly", prefix_survives},
      {"TruncateCutsTheLog", truncate_cuts},
      {"ADroppedSegmentIsGoneAndTheOthersStay", drops_a_segment},
      {"AMessageArrivesWithItsSenderAndItsBytes", message_arrives},
      {"AMessageToAMachineThatIsOffReachesNobody", message_to_nobody},
      {"EachComputeIsAnsweredOnce", computed_once},
      {"NothingOfAnEarlierLifeArrivesInALaterOne", lives_are_apart},
      {"TimeNeverGoesBack", time_goes_on},
  };
  return all;
}

const HostPromise& host_promise(const char* name) {
  const auto found = std::ranges::find_if(
      host_promises(), [&](const HostPromise& promise) { return std::strcmp(promise.name, name) == 0; });
  FLEET_CHECK(found != host_promises().end(), name);
  return *found;
}

}  // namespace fleetsim::tests
