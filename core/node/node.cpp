#include "core/node/node.h"

#include "core/base/check.h"
#include "core/env/timers.h"
#include "core/store/log_record.h"

namespace fleetsim::core {
namespace {

GossipBug gossip_bug(PlantedBug bug) {
  switch (bug) {
    case PlantedBug::drop_batch:
      return GossipBug::drop_batch;
    case PlantedBug::skip_incarnation:
      return GossipBug::skip_incarnation;
    case PlantedBug::forget_down_peer:
      return GossipBug::forget_down_peer;
    case PlantedBug::wrong_checksum:
      return GossipBug::wrong_checksum;
    default:
      return GossipBug::none;
  }
}

}  // namespace

Node::Node(NodeOptions options, Dice dice)
    : options_(std::move(options)),
      dice_(dice),
      membership_(options_.fabric.membership, options_.fabric.planted_bug == PlantedBug::believe_old_news),
      cassette_(options_.fabric.store.capacity_bytes),
      index_(options_.facts ? options_.facts : std::make_shared<FactTable>(),
             options_.fabric.index.retracting ? options_.fabric.index.holders_per_key_max : 0),
      quota_(options_.fabric.index.hearsay_max, options_.fabric.gossip.interval),
      space_(options_.fabric.log.segment_bytes),
      probes_(dice.u64(), "probes"),  // drawn from a copy: gossip draws what it would without
      breakers_(options_.fabric.lookup.breaker) {
  member_dice_ = Dice(dice.u64(), "members");
}

void Node::on(Instant now, const Input& input, Effects& out) {
  FLEET_CHECK((incarnation_ == 0) == std::holds_alternative<Booted>(input), "Booted comes first and once");
  std::visit([&](const auto& alternative) { take(alternative, Turn{now, out}); }, input);
}

void Node::use(std::shared_ptr<FactTable> facts) {
  index_.use(facts);
  options_.facts = std::move(facts);
}

void Node::reseed(Dice dice) {
  dice_ = dice;
  probes_ = Dice(dice.u64(), "probes");
  member_dice_ = Dice(dice.u64(), "members");
}

void Node::take(const Booted& booted, Turn turn) {
  incarnation_ = booted.incarnation;
  // Ask ids are unique over all lives, so that a reply to an earlier life answers nothing in this one.
  asks_.begin_life(incarnation_);

  LogRecovery recovery = recover_segments(booted.log, options_.fabric.log.replay);
  for (const ScannedSegment& segment : recovery.segments)
    if (segment.torn_bytes > 0) turn.out.push_back(Truncate{segment.valid_bytes, segment.id});
  if (recovery.torn_bytes > 0 || recovery.corrupt_records > 0 || recovery.divergent_records > 0)
    turn.observe(LogRepaired{recovery.torn_bytes, recovery.corrupt_records, recovery.divergent_records});
  for (const ScannedSegment& segment : recovery.segments) space_.found(segment);
  gossip_.begin(gossip_world(turn.now), turn.out);
  enter_epoch(first_epoch(incarnation_), turn);
  for (std::size_t i = 0; i < recovery.entries.size(); ++i) {
    auto& [key, reply] = recovery.entries[i];
    turn.observe(Recovered{key, reply.digest(), reply.bytes()->size()});
    hold(key, {std::move(reply), recovery.places[i]}, turn);
    if (options_.fabric.store.announce_recovered && cassette_.contains(key)) announce_held(key, turn);
  }
  clean_log(turn);
  schedule_repair(turn);
  begin_membership(turn);
}

void Node::take(const TimerFired& timer, Turn turn) {
  switch (timer_kind(timer.id)) {
    case TimerKind::repair:
      repair(turn);
      return;
    case TimerKind::gossip:
      if (options_.fabric.planted_bug == PlantedBug::forget_facts) {
        std::optional<FactId> first;
        index_.facts().for_each([&](FactId fact) {
          if (!first || index_.table().precedes(fact, *first)) first = fact;
        });
        if (first) index_.forget(*first);
      }
      if (gossip_.on_timer(timer_owner(timer.id), gossip_world(turn.now), turn.out)) cassette_.unpin_all();
      return;
    case TimerKind::ask:
      ask_timed_out(timer_owner(timer.id), turn);
      return;
    case TimerKind::deadline:
      deadline_passed(timer_owner(timer.id), turn);
      return;
    case TimerKind::hedge:
      hedge(timer_owner(timer.id), turn);
      return;
    case TimerKind::retry:
      retry(timer_owner(timer.id), turn);
      return;
    case TimerKind::stream_in:
      stream_in_due(timer_owner(timer.id), turn);
      return;
    case TimerKind::stream_out:
      stream_out_due(timer_owner(timer.id), turn);
      return;
    case TimerKind::membership:
      membership_due(turn);
      return;
  }
  FLEET_CHECK(false, "a timer that this node never set");
}

GossipWorld Node::gossip_world(Instant now) {
  return {.now = now,
          .options = options_.fabric.gossip,
          .peers = options_.peers,
          .index = index_,
          .dice = dice_,
          .hand_over = options_.hand_over,
          .down = membership_.down(),
          .near = options_.near ? std::span<const NodeId>(*options_.near) : std::span<const NodeId>(),
          .bug = gossip_bug(options_.fabric.planted_bug)};
}

void Node::take(const MessageArrived& message, Turn turn) {
  std::optional<Result<WireMessage>> decoded;
  if (!message.said) decoded = decode_message(*message.bytes);
  if ((decoded && !*decoded) || message.from >= options_.peers.directory().size()) {
    turn.observe(MessageRefused{message.from, message.bytes->size()});
    return;
  }
  breakers_.heard(message.from);
  heard_from(message.from, turn);
  turn.message_bytes = message.bytes->size();
  std::visit([&](const auto& alternative) { take_message(message.from, alternative, turn); },
             decoded ? **decoded : *message.said);
}

NodeId Node::home_of(const ContentKey& key) const {
  return (*options_.homes)[key_prefix(key) % options_.homes->size()];
}

}  // namespace fleetsim::core
