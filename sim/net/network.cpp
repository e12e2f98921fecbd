#include "sim/net/network.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "core/base/checksum.h"

namespace fleetsim::sim {
namespace {

__extension__ using SignedWide = __int128;

/// The shortest and the longest time until something lost is sent again, and how often (Linux: TCP_RTO_MIN, TCP_RTO_MAX,
/// tcp_retries2).
constexpr core::Duration kRetransmitAfterMin = core::milliseconds(200);
constexpr core::Duration kRetransmitAfterMax = core::seconds(120);
constexpr std::uint32_t kRetransmissionsMax = 15;

constexpr core::Duration kScaledMax = core::seconds(365LL * 24 * 3600);

/// Among the numbers of pipes, those of faults are beyond those of lanes.
constexpr std::uint32_t kFaultPipes = 1U << 31;

template <std::size_t n>
std::uint64_t checksum_of(const std::array<std::uint64_t, n>& words) {
  std::array<std::uint8_t, sizeof words> bytes;
  if constexpr (std::endian::native == std::endian::little)
    std::memcpy(bytes.data(), words.data(), bytes.size());
  else
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(words[i / 8] >> (8 * (i % 8)));
  return core::checksum64(bytes);
}

// One draw a statement: compilers are free to evaluate the operands of + in either order.
core::Duration travel_time(const Link& link, core::Dice& dice) {
  const core::Duration propagation = draw(link.latency, dice);
  const core::Duration jitter = dice.between({0}, link.jitter);
  return propagation + jitter;
}

// Nothing is made longer than a year, so that instants stay within 64 bits.
core::Duration scaled(core::Duration time, Rational factor) {
  const SignedWide product = static_cast<SignedWide>(time.ns) * static_cast<std::int64_t>(factor.numerator);
  const SignedWide most = std::max(time, kScaledMax).ns;
  return {static_cast<std::int64_t>(std::min(most, product / static_cast<std::int64_t>(factor.denominator)))};
}

std::uint64_t rate_of(const Bandwidth& bandwidth, bool back) { return back ? bandwidth.down : bandwidth.up; }

}  // namespace

struct Network::Step {
  core::NodeId from;
  core::NodeId to;
  const core::Bytes& bytes;
  core::Instant now;
  Journey journey;
  std::uint64_t name;  // of the draws of this leg and try
  core::Dice dice;
  core::Instant at;        // when it has got that far
  core::Instant copy_at;   // the same of the copy, if one is made
  core::Duration queued{};
  bool lost = false;
};

Network::Network(const Scenario& scenario, std::uint64_t seed)
    : seed_(seed),
      has_streams_(std::ranges::any_of(scenario.topology.links,
                                       [](const Link& link) { return link.transport == Link::Transport::stream; })),
      routes_(std::make_shared<const Sites>(scenario)) {
  name_keys_.reserve(scenario.nodes.size());
  for (const NodeSpec& node : scenario.nodes) name_keys_.push_back(core::checksum64(core::as_bytes(node.name)));
  for (const Link& link : routes_.sites().links()) link_keys_.push_back(core::checksum64(core::as_bytes(link.id)));
  for (Lane lane = 0; lane < routes_.sites().lanes(); ++lane)
    if (const auto& burst = routes_.sites().link_of(lane).burst)
      lane_bursts_.emplace(lane, BurstChain(*burst, {}, chain_dice(link_keys_[lane / 2] + lane % 2)));
}

void Network::reseed(std::uint64_t seed) {
  seed_ = seed;
  for (auto& [lane, chain] : lane_bursts_) chain.reseed(chain_dice(link_keys_[lane / 2] + lane % 2));
  for (auto& [fault, chain] : fault_bursts_) chain.reseed(chain_dice(faults_.at(fault).key));
}

void Network::start(std::uint32_t fault, NetworkFault what, core::Instant now) {
  stop(fault);
  if (const auto* burst = std::get_if<BurstLoss>(&what.what))
    fault_bursts_.emplace(fault, BurstChain(*burst, now, chain_dice(what.key)));
  faults_.emplace(fault, std::move(what));
}

void Network::stop(std::uint32_t fault) {
  faults_.erase(fault);
  fault_bursts_.erase(fault);
  const std::uint32_t pipe = kFaultPipes + fault;
  pipes_.erase(pipes_.lower_bound({pipe, 0, 0, 0}), pipes_.lower_bound({pipe + 1, 0, 0, 0}));
}

bool Network::are_stream_peers(core::NodeId a, core::NodeId b) {
  const Route* there = route(a, b);
  const Route* back = route(b, a);
  return there != nullptr && back != nullptr && there->stream && back->stream;
}

bool Network::one_way(core::NodeId from, core::NodeId to) {
  return std::ranges::none_of(faults_, [&](const auto& entry) {
    const auto* cut = std::get_if<NetworkFault::Cut>(&entry.second.what);
    return cut != nullptr && !cut->silent && entry.second.way(from, to) != NetworkFault::Way::none;
  });
}

bool Network::streams(core::NodeId a, core::NodeId b) { return are_stream_peers(a, b) && one_way(a, b) && one_way(b, a); }

std::uint64_t Network::name_of(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now) const {
  return checksum_of<4>({name_keys_[from], name_keys_[to], static_cast<std::uint64_t>(now.ns), core::checksum64(bytes)});
}

PacketFate Network::fate(core::NodeId from, core::NodeId to, const core::Bytes& bytes, core::Instant now, bool stream) {
  const Route* way = route(from, to);
  if (way == nullptr) return {DropReason::no_route};
  const std::uint64_t name = name_of(from, to, bytes, now);
  if (way->plain && faults_.empty()) return plain_fate(*way, name, now);
  return onward(from, to, bytes, {.name = name, .at = routes_.sites().site_of(from), .stream = stream}, now);
}

// The same draws as step by step, without anything that might be in the way; those of copies only if there can be any.
PacketFate Network::plain_fate(const Route& way, std::uint64_t name, core::Instant now) const {
  core::Dice dice(seed_, name);
  core::Instant at = now;
  core::Instant copy_at = now;
  bool lost = false;
  bool doubled = false;
  for (const Route::Hop& hop : way.hops) {
    const Link& link = routes_.sites().link_of(hop.lane);
    at = at + travel_time(link, dice);
    if (way.doubles)
      copy_at = copy_at + travel_time(link, dice);
    else
      dice.skip(draws_of(link.latency) + 1);
    lost |= dice.chance(link.loss);
    doubled |= dice.chance(link.duplicate);
  }
  if (lost) return {DropReason::loss};
  PacketFate::Delivered delivered{.at = at};
  if (doubled) {
    delivered.duplicate_at = copy_at;
    delivered.disturbed.add(Disturbance::doubled);
  }
  return {delivered};
}

PacketFate Network::onward(core::NodeId from, core::NodeId to, const core::Bytes& bytes, Journey journey,
                           core::Instant now) {
  const Route* way = routes_.between(journey.at, routes_.sites().site_of(to));
  if (way == nullptr) return {DropReason::no_route};
  const bool first = journey.leg == 0 && journey.tries == 0;
  const std::uint64_t name = first ? journey.name : checksum_of<3>({journey.name, journey.leg, journey.tries});
  Step step{.from = from, .to = to, .bytes = bytes, .now = now, .journey = journey, .name = name,
            .dice = core::Dice(seed_, name), .at = now, .copy_at = now};
  const bool enters = journey.leg == 0;
  if (enters)
    if (auto fate = enter(step)) return *std::move(fate);
  std::optional<PacketFate> fate;
  for (const Route::Hop& hop : way->hops)
    if ((fate = cross(step, hop))) break;
  if (enters) take_fault_draws(step);
  const auto* dropped = fate ? std::get_if<DropReason>(&fate->outcome) : nullptr;
  if (dropped != nullptr) return {*dropped, step.queued};
  step.lost |= step.journey.stream && step.journey.flipped_bit;  // the receiver's checksum finds it
  if (step.lost) return step.journey.stream ? retransmit(step) : PacketFate{DropReason::loss, step.queued};
  if (!fate) return arrive(step);
  ++step.journey.leg;
  return {PacketFate::Onward{step.at, step.journey, false}, step.queued};
}

// What decides before a packet sets out: cuts, clogs, and bandwidth that a fault limits.
std::optional<PacketFate> Network::enter(Step& step) {
  const std::uint64_t size = step.bytes.size();
  for (const auto& [id, fault] : faults_) {
    const auto* cut = std::get_if<NetworkFault::Cut>(&fault.what);
    if (cut == nullptr || fault.way(step.from, step.to) == NetworkFault::Way::none) continue;
    if (cut->silent && step.journey.stream) return retransmit(step);
    return PacketFate{DropReason::partition};
  }
  for (const auto& [id, fault] : faults_)
    if (std::holds_alternative<NetworkFault::Clogged>(fault.what) &&
        fault.way(step.from, step.to) != NetworkFault::Way::none)
      return PacketFate{PacketFate::Held{id, step.journey}};
  for (const auto& [id, fault] : faults_) {
    const auto* throttled = std::get_if<NetworkFault::Throttled>(&fault.what);
    const NetworkFault::Way way = fault.way(step.from, step.to);
    if (throttled == nullptr || way == NetworkFault::Way::none) continue;
    const bool back = way == NetworkFault::Way::back;
    const std::uint64_t rate = rate_of(throttled->bandwidth, back);
    if (rate == 0) continue;
    const bool own = throttled->sharing == Sharing::dedicated;
    Pipe& pipe = pipes_[{kFaultPipes + id, back, own ? step.from : 0, own ? step.to : 0}];
    const auto sent = pipe.offer(size, step.now, {rate, step.journey.stream ? 0 : throttled->queue.bytes_max});
    if (!sent) return PacketFate{DropReason::queue_full};
    step.queued = std::max(step.queued, *sent - step.now - Pipe::time_of(size, rate));
    step.at = std::max(step.at, *sent);
  }
  step.copy_at = step.at;
  return std::nullopt;
}

// Nothing: it is across. A reason: it is dropped. Onward: it cannot take this hop before `step.at`.
std::optional<PacketFate> Network::cross(Step& step, const Route::Hop& hop) {
  const Link& link = routes_.sites().link_of(hop.lane);
  const std::uint64_t size = step.bytes.size();
  const LinkProfile::Step* profile = link.profile.at(step.now);
  const bool back = hop.lane % 2 == 1;
  const std::uint64_t rate =
      rate_of(profile != nullptr && profile->bandwidth ? *profile->bandwidth : link.bandwidth, back);
  if (!step.journey.stream && link.mtu > 0 && size > link.mtu) return PacketFate{DropReason::too_big};
  if (rate > 0) {
    if (step.at > step.now) {
      step.journey.at = hop.from;
      return PacketFate{PacketFate::Onward{step.at, step.journey, false}};
    }
    const bool own = link.sharing == Sharing::dedicated;
    Pipe& pipe = pipes_[{hop.lane, 0, own ? step.from : 0, own ? step.to : 0}];
    const auto sent = pipe.offer(size, step.now, {rate, step.journey.stream ? 0 : link.queue.bytes_max});
    if (!sent) return PacketFate{DropReason::queue_full};
    step.queued = step.queued + (*sent - step.now - Pipe::time_of(size, rate));
    step.at = *sent;
    step.copy_at = *sent;
  }
  take_lane_draws(step, link, hop.lane, profile);
  return std::nullopt;
}

void Network::take_lane_draws(Step& step, const Link& link, Lane lane, const LinkProfile::Step* profile) {
  const Rational factor = profile != nullptr ? profile->latency_factor : Rational{};
  const core::Duration travel = travel_time(link, step.dice);
  const core::Duration second = travel_time(link, step.dice);
  core::Ratio loss = link.loss;
  if (link.burst) loss = lane_bursts_.at(lane).loss_at(*link.burst, step.now);
  if (profile != nullptr && profile->loss) loss = *profile->loss;
  step.at = step.at + scaled(travel, factor);
  step.copy_at = step.copy_at + scaled(second, factor);
  step.lost |= step.dice.chance(loss);
  step.journey.doubled |= step.dice.chance(link.duplicate);
  if (link.reorder.ratio.numerator == 0 && link.corrupt.numerator == 0) return;
  core::Dice own(seed_, step.name ^ link_keys_[lane / 2]);
  const bool late = own.chance(link.reorder.ratio);
  const core::Duration by = own.between({0}, link.reorder.add);
  const bool corrupt = own.chance(link.corrupt);
  const std::uint64_t bit = own.below(std::max<std::uint64_t>(1, 8 * std::uint64_t{step.bytes.size()}));
  if (late) {
    step.journey.late = step.journey.late + by;
    step.journey.disturbed.add(Disturbance::reordered);
  }
  if (corrupt && !step.bytes.empty()) step.journey.flipped_bit = bit;
}

void Network::take_fault_draws(Step& step) {
  for (const auto& [id, fault] : faults_) {
    if (fault.way(step.from, step.to) == NetworkFault::Way::none) continue;
    core::Dice own(seed_, step.name ^ fault.key);
    if (const auto* lossy = std::get_if<NetworkFault::Lossy>(&fault.what)) {
      step.lost |= step.dice.chance(lossy->ratio);
    } else if (const auto* burst = std::get_if<BurstLoss>(&fault.what)) {
      step.lost |= own.chance(fault_bursts_.at(id).loss_at(*burst, step.now));
    } else if (const auto* slow = std::get_if<NetworkFault::Slow>(&fault.what)) {
      step.journey.slow = step.journey.slow + slow->add;
    } else if (const auto* doubling = std::get_if<NetworkFault::Doubling>(&fault.what)) {
      step.journey.doubled |= own.chance(doubling->ratio);
    } else if (const auto* reordering = std::get_if<Reordering>(&fault.what)) {
      if (!own.chance(reordering->ratio)) continue;
      step.journey.late = step.journey.late + own.between({0}, reordering->add);
      step.journey.disturbed.add(Disturbance::reordered);
    } else if (const auto* corrupting = std::get_if<NetworkFault::Corrupting>(&fault.what)) {
      if (own.chance(corrupting->ratio) && !step.bytes.empty())
        step.journey.flipped_bit = own.below(8 * std::uint64_t{step.bytes.size()});
    }
  }
}

PacketFate Network::arrive(Step& step) const {
  Journey& journey = step.journey;
  const core::Instant at = step.at + journey.slow;
  if (journey.stream) return {PacketFate::Delivered{.at = at + journey.late, .disturbed = journey.disturbed}, step.queued};
  PacketFate::Delivered delivered{
      .at = at + journey.late, .flipped_bit = journey.flipped_bit, .disturbed = journey.disturbed};
  if (journey.doubled) {
    delivered.duplicate_at = step.copy_at + journey.slow;
    delivered.disturbed.add(Disturbance::doubled);
  }
  if (journey.flipped_bit) delivered.disturbed.add(Disturbance::corrupted);
  return {delivered, step.queued};
}

PacketFate Network::retransmit(Step& step) {
  if (step.journey.tries == kRetransmissionsMax) return {DropReason::reset, step.queued};
  const Route* there = route(step.from, step.to);
  const Route* back = route(step.to, step.from);
  const core::Duration round_trip = (there != nullptr ? there->median : core::Duration{}) +
                                    (back != nullptr ? back->median : core::Duration{});
  // SRTT + 4 RTTVAR after the first measurement (RFC 6298, 2.2), and twice as long each time (5.5).
  core::Duration after = std::max(kRetransmitAfterMin, round_trip * 3);
  for (std::uint32_t i = 0; i < step.journey.tries && after < kRetransmitAfterMax; ++i) after = after * 2;
  after = std::min(after, std::max(kRetransmitAfterMax, round_trip * 3));
  const Journey again{.name = step.journey.name,
                      .at = routes_.sites().site_of(step.from),
                      .stream = true,
                      .tries = step.journey.tries + 1};
  return {PacketFate::Onward{step.at + after, again, true}, step.queued};
}

}  // namespace fleetsim::sim
