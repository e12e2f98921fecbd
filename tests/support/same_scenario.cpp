#include "tests/support/same_scenario.h"

#include <optional>
#include <vector>

namespace fleetsim::tests {
namespace {

using namespace sim;  // NOLINT: every name here is of that room

bool same(const Selector& a, const Selector& b) {
  return a.nodes == b.nodes && a.group == b.group && a.zone == b.zone && a.region == b.region &&
         a.label == b.label && a.holders_of == b.holders_of && a.home_of == b.home_of && a.mode == b.mode && a.count == b.count && a.share == b.share;
}

bool same(const Group::Compute& a, const Group::Compute& b) {
  return a.slots == b.slots && a.service == b.service && a.grants == b.grants &&
         a.evaluator == b.evaluator && a.reply_bytes == b.reply_bytes && a.limits == b.limits &&
         a.step_time == b.step_time;
}

bool same(const When& a, const When& b);
bool same(const Budget& a, const Budget& b);

template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

bool same(const Group& a, const Group& b) {
  return a.name == b.name && a.count == b.count && a.region == b.region && a.zone == b.zone &&
         a.labels == b.labels && same(a.compute, b.compute) && a.serve == b.serve && a.store.append == b.store.append &&
         a.store.sync == b.store.sync && a.peers == b.peers && a.gossip == b.gossip && a.clock == b.clock;
}

bool same(const Link& a, const Link& b) {
  return same(a.from, b.from) && same(a.to, b.to) && a.latency == b.latency && a.jitter == b.jitter &&
         a.loss == b.loss && a.duplicate == b.duplicate && a.transport == b.transport && a.symmetric == b.symmetric &&
         a.id == b.id && a.burst == b.burst && a.reorder == b.reorder && a.corrupt == b.corrupt &&
         a.bandwidth == b.bandwidth && a.queue == b.queue && a.sharing == b.sharing && a.mtu == b.mtu &&
         a.profile == b.profile;
}

bool same(const NodeSpec& a, const NodeSpec& b) {
  return a.name == b.name && a.group == b.group;
}

bool same(const Item& a, const Item& b) {
  return a.id == b.id && a.request == b.request && a.reply == b.reply && a.failure == b.failure;
}

bool same(const Preload& a, const Preload& b) {
  return same(a.holder, b.holder) && a.content == b.content && a.deal_round_robin == b.deal_round_robin &&
         a.reply == b.reply;
}

bool same(const RequestSpec& a, const RequestSpec& b) {
  return a.at == b.at && a.node == b.node && a.content == b.content && a.deadline == b.deadline && a.grants == b.grants &&
         a.stream == b.stream && a.as == b.as;
}

bool same(const When& a, const When& b) {
  return a.fact == b.fact && same(a.node, b.node) && a.content == b.content && a.request == b.request && a.nth == b.nth &&
         a.times == b.times && a.delay == b.delay;
}

bool same(const Budget& a, const Budget& b) {
  bool limits = a.max_down.size() == b.max_down.size();
  for (std::size_t i = 0; limits && i < a.max_down.size(); ++i)
    limits = same(a.max_down[i].of, b.max_down[i].of) && a.max_down[i].count == b.max_down[i].count &&
             a.max_down[i].percent == b.max_down[i].percent;
  return limits && a.keep_copies == b.keep_copies && same(a.protect, b.protect) && a.over == b.over;
}

bool same(const Fault& a, const Fault& b) {
  return a.id == b.id && a.action == b.action && a.at == b.at && a.lasts == b.lasts &&
         a.heal_never == b.heal_never && same(a.select, b.select) && same(a.other, b.other) &&
         a.direction == b.direction && a.ratio == b.ratio && a.add == b.add && a.content == b.content &&
         a.shape == b.shape && a.burst == b.burst && a.bandwidth == b.bandwidth && a.queue == b.queue &&
         a.sharing == b.sharing && a.flap == b.flap && a.links == b.links &&
         a.factor == b.factor && a.capacity == b.capacity && a.count == b.count && a.handling == b.handling &&
         a.jump == b.jump && a.drift == b.drift && a.every == b.every && a.rate == b.rate &&
         a.probability == b.probability && a.stability == b.stability && a.churn == b.churn && a.how == b.how &&
         same(a.when, b.when) && a.there == b.there;
}

bool same(const ConvergeSpec& a, const ConvergeSpec& b) {
  return a.id == b.id && a.content == b.content && a.holders == b.holders && a.nodes == b.nodes &&
         a.count == b.count && same(a.known_by, b.known_by) && a.after == b.after &&
         a.after_fault == b.after_fault && a.within == b.within;
}

bool same(const ReplySpec& a, const ReplySpec& b) {
  return a.id == b.id && a.request == b.request && a.outcome == b.outcome && a.from == b.from &&
         a.value == b.value && a.error == b.error && a.recorded == b.recorded && a.asked == b.asked && a.asks_max == b.asks_max &&
         a.misses == b.misses && a.within == b.within;
}

bool same(const StreamSpec& a, const StreamSpec& b) {
  return a.id == b.id && a.request == b.request && a.whole == b.whole && a.why == b.why && a.items == b.items &&
         a.resumed == b.resumed && a.within == b.within;
}

bool same(const MembersSpec& a, const MembersSpec& b) {
  return a.id == b.id && same(a.of, b.of) && same(a.by, b.by) && a.gone == b.gone && a.at == b.at && a.always == b.always;
}

bool same(const ThresholdSpec& a, const ThresholdSpec& b) {
  return a.id == b.id && a.metric == b.metric && a.op == b.op && a.value == b.value;
}

bool same(const Contrast& a, const Contrast& b) {
  return a.set == b.set && a.fails == b.fails;
}

template <class T>
std::string list_difference(const char* what, const std::vector<T>& a, const std::vector<T>& b) {
  if (a.size() != b.size()) return std::string("number of ") + what + "; ";
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a[i], b[i])) return std::string(what) + "[" + std::to_string(i) + "]; ";
  return {};
}

}  // namespace

std::string difference(const sim::Scenario& a, const sim::Scenario& b) {
  std::string all;
  const auto note = [&](const char* what, bool equal) {
    if (!equal) all += std::string(what) + "; ";
  };
  note("name", a.name == b.name);
  note("description", a.description == b.description);
  note("labels", a.labels == b.labels);
  note("seeds", a.seeds == b.seeds);
  note("stop", a.stop == b.stop);
  note("safety_until", a.safety_until == b.safety_until);
  note("events_max", a.events_max == b.events_max);
  note("wire", a.wire == b.wire);
  note("overlay",
       a.topology.overlay.kind == b.topology.overlay.kind && a.topology.overlay.k == b.topology.overlay.k);
  note("fabric", a.fabric == b.fabric);
  note("planted", a.planted == b.planted);
  note("budget", same(a.budget, b.budget));
  all += list_difference("groups", a.topology.groups, b.topology.groups);
  all += list_difference("links", a.topology.links, b.topology.links);
  all += list_difference("nodes", a.nodes, b.nodes);
  all += list_difference("content", a.content, b.content);
  all += list_difference("preload", a.preload, b.preload);
  all += list_difference("requests", a.requests, b.requests);
  all += list_difference("faults", a.faults, b.faults);
  all += list_difference("converge", a.converge, b.converge);
  all += list_difference("members", a.members, b.members);
  all += list_difference("thresholds", a.thresholds, b.thresholds);
  all += list_difference("replies", a.replies, b.replies);
  all += list_difference("streams", a.streams, b.streams);
  all += list_difference("contrasts", a.contrasts, b.contrasts);
  return all;
}

}  // namespace fleetsim::tests
