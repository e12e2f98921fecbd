#include "core/membership/membership.h"

#include <algorithm>

#include "core/base/log_fixed.h"

namespace fleetsim::core {
namespace {

// Above this nobody can have come by raising it one at a time; so that everybody can still be above what is said of it.
constexpr std::uint64_t kIncarnationMax = std::uint64_t{1} << 62;
// Probes for others at once; whoever asks for more gets no answer, which is what it would get from a node that is busy.
constexpr std::size_t kRelaysMax = 64;
// Suspects that are asked once more before they are gone, as long as there are so few of them: one probe for each that died.
constexpr std::size_t kLastWordsMax = 16;
// Peers that are passed over because they are gone, in one interval, before there is simply no probe.
constexpr int kPassedOverMax = 64;
// P(all hear a piece of news) >= exp(-exp(-4)) = 98 %.
constexpr std::uint32_t kBudgetExtra = 4;
// Refutations must get round where networks are bad too, and a word costs some 20 bytes.
constexpr Ratio kBudgetLoss{1, 4};

std::uint64_t first_incarnation(std::uint32_t life) { return std::uint64_t{life} << 32; }

}  // namespace

void Membership::begin(std::uint32_t life, MemberWorld world) {
  incarnation_ = first_incarnation(life);
  number_ = first_incarnation(life);
  active_ = options_.detector == FailureDetector::swim && world.peers.size() > 0;
  if (!active_) return;
  // Anywhere in an interval, so that a fleet that boots together does not probe together.
  next_tick_ = world.now + world.dice.between({0}, options_.interval);
  // Whoever was there before may be held for gone.
  if (life > 1) news_.put({world.peers.self(), MemberState::up, incarnation_});
}

std::optional<Instant> Membership::wake() const {
  if (!active_) return std::nullopt;
  Instant at = next_tick_;
  if (probe_ && !probe_->asked) at = std::min(at, probe_->deadline);
  if (!due_.empty()) at = std::min(at, due_.begin()->first);
  return at;
}

MemberState Membership::state_of(NodeId peer) const {
  const auto found = beliefs_.find(peer);
  return found == beliefs_.end() ? MemberState::up : found->second.state;
}

// ---- what is believed

void Membership::set(NodeId peer, const Belief& belief) {
  forget(peer);
  beliefs_.emplace(peer, belief);
  if (belief.state == MemberState::suspect) ++suspects_;
  if (belief.until != kNever) due_.emplace(belief.until, peer);
  if (belief.state == MemberState::gone) down_.insert(std::ranges::lower_bound(down_, peer), peer);
}

void Membership::forget(NodeId peer) {
  const auto found = beliefs_.find(peer);
  if (found == beliefs_.end()) return;
  due_.erase({found->second.until, peer});
  if (found->second.state == MemberState::suspect) --suspects_;
  if (found->second.state == MemberState::gone) down_.erase(std::ranges::lower_bound(down_, peer));
  beliefs_.erase(found);
}

// Somebody says of this node that it is not there.
bool Membership::refute(const MemberNews& said) {
  if (said.state == MemberState::up || said.incarnation > kIncarnationMax) return false;
  // A lower one was refuted before, and one that is not known is refuted by any.
  if (said.incarnation >= incarnation_) incarnation_ = said.incarnation + 1;
  return true;
}

void Membership::take_news(NodeId from, const MemberNews& said, MemberWorld world, MemberTurn& turn) {
  const std::optional<NodeId> peer = world.peers.directory().find(said.name);
  if (!active_ || !peer || said.incarnation > kIncarnationMax || !world.peers.contains(*peer)) return;
  const auto found = beliefs_.find(*peer);
  const bool known = found != beliefs_.end();
  const Belief before = known ? found->second : Belief{};
  const bool same = known && said.incarnation == before.incarnation;
  const bool later = !known || said.incarnation > before.incarnation || (same && said.state > before.state);
  const bool answered_already = same && before.vouched && said.state == MemberState::suspect;
  if ((!later || answered_already) && !(believes_old_news_ && said.state != before.state)) {
    // Whoever still doubts somebody who has refuted it has missed that: it is said again, and to it first.
    if (before.state == MemberState::up && said.state != MemberState::up && said.incarnation < before.incarnation)
      news_.put({*peer, MemberState::up, before.incarnation});
    return;
  }

  Belief belief{said.state, said.incarnation};
  if (said.state == MemberState::suspect) belief.until = world.now + suspicion(world);
  if (said.state == MemberState::up) belief.until = world.now + echo(world);
  set(*peer, belief);
  news_.put({*peer, said.state, said.incarnation});
  if (said.state != before.state) turn.judged.push_back({*peer, said.state, said.incarnation, from});
}

// What a frame says of its sender by its very coming.
void Membership::take_incarnation(NodeId from, std::uint64_t incarnation, MemberWorld world, MemberTurn& turn) {
  const auto found = beliefs_.find(from);
  if (found == beliefs_.end() || found->second.state == MemberState::up) return;
  if (incarnation > found->second.incarnation)
    take_news(from, {world.peers.directory().name(from), MemberState::up, incarnation}, world, turn);
  else
    heard(from, world, turn);
}

void Membership::heard(NodeId from, MemberWorld world, MemberTurn& turn) {
  const auto found = beliefs_.find(from);
  if (found == beliefs_.end() || found->second.state != MemberState::suspect || !found->second.mine) return;
  const std::uint64_t incarnation = found->second.incarnation;
  set(from, {MemberState::up, incarnation, world.now + echo(world), false, true});
  news_.drop(from);
  turn.judged.push_back({from, MemberState::up, incarnation, world.peers.self()});
}

void Membership::expire(MemberWorld world, MemberTurn& turn) {
  while (!due_.empty() && due_.begin()->first <= world.now) {
    const NodeId peer = due_.begin()->second;
    const Belief belief = beliefs_.at(peer);
    forget(peer);
    if (belief.state != MemberState::suspect) continue;
    // It may have refuted long ago, and this node missed it.
    if (!belief.asked && suspects_ < kLastWordsMax) {
      Belief again = belief;
      again.asked = true;
      again.until = world.now + options_.interval;
      set(peer, again);
      send(peer, {MemberFrameKind::probe, ++number_, 0, {}, {}}, world, turn);
      continue;
    }
    set(peer, {MemberState::gone, belief.incarnation});
    news_.put({peer, MemberState::gone, belief.incarnation});
    turn.judged.push_back({peer, MemberState::gone, belief.incarnation, world.peers.self()});
  }
}

// ---- frames

void Membership::send(NodeId to, MemberFrame frame, MemberWorld world, MemberTurn& turn) {
  const Directory& directory = world.peers.directory();
  frame.incarnation = incarnation_;
  // Whoever is doubted hears it first.
  if (const auto doubted = beliefs_.find(to); doubted != beliefs_.end() && doubted->second.state != MemberState::up)
    frame.news.push_back({directory.name(to), doubted->second.state, doubted->second.incarnation});
  const std::uint32_t budget = transmit_budget(std::uint64_t{world.peers.size()} + 1, kBudgetExtra, kBudgetLoss);
  for (const NewsQueue::Word& word : news_.take(kMemberNewsMax - frame.news.size(), to, budget))
    frame.news.push_back({directory.name(word.about), word.state, word.incarnation});
  turn.frames.push_back({to, std::move(frame)});
}

void Membership::on_frame(NodeId from, const MemberFrame& frame, MemberWorld world, MemberTurn& turn) {
  const Directory& directory = world.peers.directory();
  if (from >= directory.size() || from == world.peers.self()) return;
  take_incarnation(from, frame.incarnation, world, turn);
  bool refuted = false;
  for (const MemberNews& said : frame.news) {
    if (said.name == directory.name(world.peers.self()))
      refuted |= refute(said);
    else
      take_news(from, said, world, turn);
  }
  if (refuted && active_) news_.put({world.peers.self(), MemberState::up, incarnation_});
  switch (frame.kind) {
    case MemberFrameKind::probe:
      send(from, {MemberFrameKind::ack, frame.number, 0, {}, {}}, world, turn);
      return;
    case MemberFrameKind::probe_request:
      relay(from, frame, world, turn);
      break;
    case MemberFrameKind::ack:
      take_ack(from, frame, world, turn);
      break;
    case MemberFrameKind::tell:
      break;
  }
  // Who said it hears the answer at once.
  if (refuted) send(from, {MemberFrameKind::tell, 0, 0, {}, {}}, world, turn);
}

void Membership::relay(NodeId from, const MemberFrame& frame, MemberWorld world, MemberTurn& turn) {
  const std::optional<NodeId> target = world.peers.directory().find(*frame.about);
  if (!target || *target == from) return;
  if (*target == world.peers.self()) return send(from, {MemberFrameKind::ack, frame.number, 0, frame.about, {}}, world, turn);
  std::erase_if(relays_, [&](const auto& entry) { return entry.second.until <= world.now; });
  if (relays_.size() >= kRelaysMax) return;
  relays_.emplace(++number_, Relay{from, frame.number, *target, world.now + options_.interval});
  send(*target, {MemberFrameKind::probe, number_, 0, {}, {}}, world, turn);
}

void Membership::take_ack(NodeId from, const MemberFrame& frame, MemberWorld world, MemberTurn& turn) {
  const Directory& directory = world.peers.directory();
  if (probe_ && probe_->number == frame.number &&
      (frame.about ? *frame.about == directory.name(probe_->target) : from == probe_->target)) {
    const NodeId target = probe_->target;
    probe_.reset();
    return heard(target, world, turn);
  }
  const auto relayed = relays_.find(frame.number);
  if (relayed == relays_.end() || frame.about || from != relayed->second.target) return;
  const Relay done = relayed->second;
  relays_.erase(relayed);
  send(done.asker, {MemberFrameKind::ack, done.number, 0, directory.name(from), {}}, world, turn);
}

// ---- time

void Membership::on_time(MemberWorld world, MemberTurn& turn) {
  const std::optional<Instant> due = wake();
  if (!due || *due > world.now) return;
  if (const Duration late = world.now - *due; late >= options_.timeout) stood_still(late);
  expire(world, turn);
  if (probe_ && !probe_->asked && probe_->deadline <= world.now) ask_others(world, turn);
  if (next_tick_ > world.now) return;
  judge_probe(world, turn);
  const std::int64_t spread = options_.interval.ns / static_cast<std::int64_t>(options_.jitter.denominator) *
                              static_cast<std::int64_t>(options_.jitter.numerator);
  next_tick_ = world.now + options_.interval + world.dice.between({-spread}, {spread});
  begin_probe(world, turn);
  try_one_gone(world, turn);
}

// It is this node that was not there: what did not come in that time says nothing about others.
void Membership::stood_still(Duration late) {
  probe_.reset();
  std::vector<NodeId> suspects;
  for (const auto& [peer, belief] : beliefs_)
    if (belief.state == MemberState::suspect) suspects.push_back(peer);
  for (const NodeId peer : suspects) {
    Belief belief = beliefs_.at(peer);
    belief.until = belief.until + late;
    set(peer, belief);
  }
}

void Membership::judge_probe(MemberWorld world, MemberTurn& turn) {
  if (!probe_) return;
  const NodeId target = probe_->target;
  probe_.reset();
  const auto found = beliefs_.find(target);
  if (found != beliefs_.end() && found->second.state != MemberState::up) return;
  const std::uint64_t incarnation = found == beliefs_.end() ? 0 : found->second.incarnation;
  set(target, {MemberState::suspect, incarnation, world.now + suspicion(world), true});
  news_.put({target, MemberState::suspect, incarnation});
  turn.judged.push_back({target, MemberState::suspect, incarnation, world.peers.self()});
}

void Membership::begin_probe(MemberWorld world, MemberTurn& turn) {
  for (int i = 0; i < kPassedOverMax; ++i) {
    const NodeId target = world.peers.id(order_.next(world.peers.size(), world.dice));
    if (state_of(target) == MemberState::gone) continue;
    probe_ = OpenProbe{target, ++number_, world.now + options_.timeout};
    return send(target, {MemberFrameKind::probe, number_, 0, {}, {}}, world, turn);
  }
}

void Membership::ask_others(MemberWorld world, MemberTurn& turn) {
  probe_->asked = true;
  const std::uint32_t size = world.peers.size();
  std::vector<NodeId> helpers;
  // So many draws, and then it is fewer helpers: most of a small or broken fleet may be unfit.
  for (std::uint32_t i = 0; i < 8 * options_.indirect && helpers.size() < options_.indirect; ++i) {
    const NodeId helper = world.peers.id(static_cast<std::uint32_t>(world.dice.below(size)));
    if (helper == probe_->target || state_of(helper) == MemberState::gone) continue;
    if (std::ranges::find(helpers, helper) == helpers.end()) helpers.push_back(helper);
  }
  const Symbol& about = world.peers.directory().name(probe_->target);
  for (const NodeId helper : helpers)
    send(helper, {MemberFrameKind::probe_request, probe_->number, 0, about, {}}, world, turn);
}

// Nobody judges by whether it answers; if it does, it says so itself. With probability gone / (up + 1).
void Membership::try_one_gone(MemberWorld world, MemberTurn& turn) {
  if (down_.empty()) return;
  const std::uint64_t gone = down_.size();
  const std::uint64_t up = world.peers.size() - gone;
  if (!world.dice.chance({std::min(gone, up + 1), up + 1})) return;
  const NodeId target = down_[world.dice.below(gone)];
  send(target, {MemberFrameKind::probe, ++number_, 0, {}, {}}, world, turn);
}

}  // namespace fleetsim::core
