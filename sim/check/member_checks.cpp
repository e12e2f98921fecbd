#include "sim/check/member_checks.h"

#include <algorithm>

#include <fmt/format.h>

namespace fleetsim::sim {

void BeliefsFollowIncarnations::on(const Fact& fact, const CheckScope& scope) {
  if (std::holds_alternative<NodeUp>(fact.what))
    std::erase_if(last_, [&](const auto& entry) { return entry.first.first == fact.node; });
  const auto* now = said<core::PeerJudged>(fact);
  if (now == nullptr) return;
  const std::pair who(fact.node, now->peer);
  const auto before = last_.find(who);
  if (now->from != fact.node) {
    judged();
    const bool later = before == last_.end() || now->incarnation > before->second.incarnation ||
                       (now->incarnation == before->second.incarnation && now->state > before->second.state);
    if (!later)
      offend(fact.at,
             fmt::format("{} holds {} for {} in incarnation {} since {} said so, after {} in incarnation {}",
                         scope.names.node(fact.node), scope.names.node(now->peer), core::to_string(now->state),
                         now->incarnation, scope.names.node(now->from), core::to_string(before->second.state),
                         before->second.incarnation));
  }
  if (now->state == core::MemberState::up)
    last_.erase(who);
  else
    last_.insert_or_assign(who, Word{now->state, now->incarnation});
}

bool MembersCheck::believes(core::NodeId node) const { return !by_ || std::ranges::binary_search(*by_, node); }

void MembersCheck::on(const Fact& fact, const CheckScope& scope) {
  if (std::holds_alternative<NodeUp>(fact.what))
    std::erase_if(gone_, [&](const auto& entry) { return entry.first == fact.node; });
  const auto* now = said<core::PeerJudged>(fact);
  if (now == nullptr) return;
  const bool gone = now->state == core::MemberState::gone;
  if (gone)
    gone_.emplace(fact.node, now->peer);
  else
    gone_.erase({fact.node, now->peer});
  if (done_ || !spec_.always || gone == spec_.gone || !believes(fact.node)) return;
  if (!std::ranges::binary_search(of_, now->peer)) return;
  judged();
  offend(fact.at, fmt::format("{} holds {} for {}, expected never", scope.names.node(fact.node),
                              scope.names.node(now->peer), core::to_string(now->state)));
}

void MembersCheck::at(core::Instant now, const CheckScope& scope) {
  if (done_ || now < core::Instant{} + spec_.at) return;
  done_ = true;
  for (core::NodeId node = 0; node < scope.mirror.nodes(); ++node) {
    if (!scope.mirror.node(node).up || !believes(node)) continue;
    for (const core::NodeId peer : of_) {
      if (peer == node) continue;
      judged();
      if (gone_.contains({node, peer}) != spec_.gone)
        offend(core::Instant{} + spec_.at, fmt::format("{} holds {} for {}, expected {}", scope.names.node(node),
                                   scope.names.node(peer), spec_.gone ? "up" : "gone", spec_.gone ? "gone" : "up"));
    }
  }
}

}  // namespace fleetsim::sim
