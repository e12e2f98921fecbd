#include "sim/fault/reactions.h"

#include <type_traits>

#include "sim/fault/occurrences.h"
#include "sim/fault/select.h"

namespace fleetsim::sim {
namespace {

/// A fact as faults see it.
struct Seen {
  FactKind kind;
  std::optional<core::ContentKey> content = {};
  std::optional<std::uint64_t> request = {};
};

template <class T>
struct KindOf {};
template <FactKind Value>
struct Kind {
  static constexpr FactKind value = Value;
};
template <>
struct KindOf<core::Asked> : Kind<FactKind::asked> {};
template <>
struct KindOf<core::AskSent> : Kind<FactKind::ask_sent> {};
template <>
struct KindOf<core::AskFailed> : Kind<FactKind::ask_failed> {};
template <>
struct KindOf<core::Answered> : Kind<FactKind::answered> {};
template <>
struct KindOf<core::Served> : Kind<FactKind::served> {};
template <>
struct KindOf<core::Recorded> : Kind<FactKind::recorded> {};
template <>
struct KindOf<core::NotRecorded> : Kind<FactKind::not_recorded> {};
template <>
struct KindOf<core::Recovered> : Kind<FactKind::recovered> {};
template <>
struct KindOf<core::Evicted> : Kind<FactKind::evicted> {};
template <>
struct KindOf<core::Quarantined> : Kind<FactKind::quarantined> {};
template <>
struct KindOf<core::ReplicaSent> : Kind<FactKind::replica_sent> {};
template <>
struct KindOf<core::Learned> : Kind<FactKind::learned> {};
template <>
struct KindOf<core::ComputeStarted> : Kind<FactKind::compute_started> {};
template <>
struct KindOf<core::ComputeDone> : Kind<FactKind::compute_done> {};
template <>
struct KindOf<core::StreamOpened> : Kind<FactKind::stream_opened> {};
template <>
struct KindOf<core::StreamItemCame> : Kind<FactKind::stream_item_came> {};
template <>
struct KindOf<core::StreamOver> : Kind<FactKind::stream_over> {};
template <>
struct KindOf<core::StreamSourced> : Kind<FactKind::stream_sourced> {};
template <>
struct KindOf<NodeUp> : Kind<FactKind::up> {};
template <>
struct KindOf<NodeDown> : Kind<FactKind::down> {};

template <class T>
std::optional<Seen> look_at(const T& fact) {
  if constexpr (requires { KindOf<T>::value; }) {
    Seen seen{KindOf<T>::value};
    if constexpr (is_about_content(KindOf<T>::value)) seen.content = fact.key;
    if constexpr (is_about_a_request(KindOf<T>::value)) seen.request = fact.request;
    return seen;
  } else {
    return std::nullopt;
  }
}

std::optional<Seen> seen_in(const Fact& fact) {
  return std::visit(
      [](const auto& what) {
        if constexpr (std::is_same_v<decltype(what), const core::Observation&>)
          return std::visit([](const auto& said) { return look_at(said); }, what);
        else
          return look_at(what);
      },
      fact.what);
}

}  // namespace

Reactions::Reactions(const Scenario& scenario, std::uint64_t seed, const std::vector<core::ContentKey>& keys) {
  for (std::uint32_t fault = 0; fault < scenario.faults.size(); ++fault) {
    const Fault& spec = scenario.faults[fault];
    if (!spec.when) continue;
    Watch watch;
    watch.fault = fault;
    watch.kind = spec.when->fact;
    watch.nth = spec.when->nth;
    watch.times = spec.when->times;
    if (spec.when->content) watch.content = keys[*spec.when->content];
    if (spec.when->request) watch.request = *spec.when->request;
    if (spec.when->node) {
      core::Dice dice = fault_dice(seed, spec.id, "when");
      watch.nodes.resize(scenario.nodes.size());
      for (const std::uint32_t node : select(*spec.when->node, scenario, seed, dice)) watch.nodes[node] = true;
    }
    watches_.push_back(std::move(watch));
  }
  counts_.resize(watches_.size());
}

std::vector<Reactions::Started> Reactions::on(const Fact& fact) {
  std::vector<Started> started;
  const std::optional<Seen> seen = seen_in(fact);
  if (!seen) return started;
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    const Watch& watch = watches_[i];
    Count& count = counts_[i];
    if (watch.kind != seen->kind || count.started == watch.times) continue;
    if (!watch.nodes.empty() && !watch.nodes[fact.node]) continue;
    if (watch.content && watch.content != seen->content) continue;
    if (watch.request && watch.request != seen->request) continue;
    if (++count.seen % watch.nth != 0) continue;
    started.push_back({watch.fault, count.started++});
  }
  return started;
}

}  // namespace fleetsim::sim
