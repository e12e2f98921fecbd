#include "sim/check/equal_indexes.h"
#include "sim/check/invariants.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/stream/security_capability.h"
#include "sim/check/member_checks.h"
#include "sim/check/stream_checks.h"

namespace fleetsim::sim {
namespace {

/// Every reply served or answered under a key was preloaded, or computed by a home, for that key.
class ServedBytesMatchKey final : public CheckOf<ServedBytesMatchKey> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    if (const auto* served = said<core::Served>(fact)) judge(fact, served->key, served->reply, "served", scope);
    if (const auto* answered = said<core::Answered>(fact); answered && answered->reply)
      judge(fact, answered->key, *answered->reply, "answered", scope);
    if (const auto* sourced = said<core::StreamSourced>(fact))
      judge(fact, sourced->key, sourced->reply, "streamed", scope);
    genuine_.on(fact);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(genuine_);
  }

 private:
  void judge(const Fact& fact, const core::ContentKey& key, const core::Digest& reply, const char* verb,
             const CheckScope& scope) {
    judged();
    if (genuine_.genuine(key, reply)) return;
    offend(fact.at, fmt::format("{} {} {} with a reply that was {}", scope.names.node(fact.node), verb,
                                scope.names.content(key),
                                genuine_.known(reply) ? "produced for other content" : "never produced"));
  }

  GenuineReplies genuine_;
};

/// All holders of a key keep the same bytes. Judged among genuine replies: others are ServedBytesMatchKey's business.
class HoldersAgree final : public CheckOf<HoldersAgree> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    genuine_.on(fact);
    // A second reply in a log is not kept: the first wins.
    const auto* preloaded = std::get_if<Preloaded>(&fact.what);
    if (preloaded && !scope.mirror.node(fact.node).kept.contains(preloaded->key))
      judge(fact, preloaded->key, preloaded->reply, scope);
    if (const auto* recorded = said<core::Recorded>(fact)) judge(fact, recorded->key, recorded->reply, scope);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(genuine_, first_);
  }

 private:
  void judge(const Fact& fact, const core::ContentKey& key, const core::Digest& reply, const CheckScope& scope) {
    if (!genuine_.genuine(key, reply)) return;
    judged();
    const auto [first, added] = first_.try_emplace(key, std::pair(reply, fact.node));
    if (added || first->second.first == reply) return;
    offend(fact.at, fmt::format("{} keeps another reply for {} than {}", scope.names.node(fact.node),
                                scope.names.content(key), scope.names.node(first->second.second)));
  }

  GenuineReplies genuine_;
  std::map<core::ContentKey, std::pair<core::Digest, core::NodeId>> first_;
};

/// No index names a node that never held the content.
class IndexNamesTrueHolders final : public CheckOf<IndexNamesTrueHolders> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    const auto* learned = said<core::Learned>(fact);
    if (learned == nullptr) return;
    const core::FactTable& table = scope.mirror.table();
    for (core::FactId id : learned->facts) {
      if (!table.holds(id)) continue;
      judged();
      const core::ContentKey& key = table.key(table.key_of(id));
      const core::Symbol& holder = table.holder(table.holder_of(id));
      const std::optional<core::NodeId> node = scope.names.directory->find(holder);
      if (node && scope.mirror.ever_held(*node, key)) continue;
      offend(fact.at, fmt::format("{} learned from {} that {} holds {}, which it never did", scope.names.node(fact.node),
                                  scope.names.node(learned->from), holder.text(), scope.names.content(key)));
    }
  }
};

/// Within one life of a node its index only grows, but for what holders themselves took back by a later word, and for
/// what a bounded set of holders has no place for: it is always that of everything it learned.
class IndexOnlyGrows final : public CheckOf<IndexOnlyGrows> {
 public:
  explicit IndexOnlyGrows(const core::FabricOptions& fabric)
      : holders_per_key_max_(fabric.index.retracting ? fabric.index.holders_per_key_max : 0) {}

  void on(const Fact& fact, const CheckScope& scope) override {
    const FleetMirror::NodeState* state = fact.node == core::kNobody ? nullptr : &scope.mirror.node(fact.node);
    if (const auto* learned = said<core::Learned>(fact)) {
      judged();
      const std::uint64_t expected = state->known.size() + learned->facts.size() - learned->dropped.size();
      if (learned->index_size != expected)
        offend(fact.at, fmt::format("{} has {} facts in its index after learning {} in all",
                                    scope.names.node(fact.node), learned->index_size, expected));
      for (const core::FactId gone : learned->dropped) judge_dropped(fact, gone, *learned, scope);
    } else if (const auto* summary = std::get_if<IndexSummary>(&fact.what)) {
      judged();
      if (summary->size != state->known.size() || summary->root != state->root)
        offend(fact.at, fmt::format("{} ends with {} facts in its index, not with the {} that it learned",
                                    scope.names.node(fact.node), summary->size, state->known.size()));
    }
  }

 private:
  void judge_dropped(const Fact& fact, core::FactId gone, const core::Learned& learned, const CheckScope& scope) {
    const core::FactTable& table = scope.mirror.table();
    const core::FactStamp stamp = table.stamp(gone);
    const auto supersedes = [&](core::FactId later) {
      if (table.holder_of(later) != table.holder_of(gone)) return false;
      if (table.is_epoch(later)) return table.stamp(later).epoch > stamp.epoch;
      return table.key_of(later) == table.key_of(gone) && table.stamp(later) > stamp;
    };
    if (std::ranges::any_of(learned.facts, supersedes)) return;
    if (crowded_out(fact, gone, learned, scope)) return;
    offend(fact.at, fmt::format("{} dropped that {} holds {} without a later word of {}", scope.names.node(fact.node),
                                table.holder(table.holder_of(gone)).text(),
                                table.is_epoch(gone) ? "anything" : scope.names.content(table.key(table.key_of(gone))),
                                table.holder(table.holder_of(gone)).text()));
  }

  bool crowded_out(const Fact& fact, core::FactId gone, const core::Learned& learned, const CheckScope& scope) const {
    const core::FactTable& table = scope.mirror.table();
    if (holders_per_key_max_ == 0 || table.is_epoch(gone) || !table.holds(gone)) return false;
    const core::FactSet& known = scope.mirror.node(fact.node).known;
    const auto just_learned = [&](core::FactId id) {
      return std::ranges::binary_search(learned.facts, id,
                                        [&](core::FactId a, core::FactId b) { return table.precedes(a, b); });
    };
    std::uint64_t holders = 0;
    for (const core::FactId other : table.facts_of(table.key_of(gone)))
      if (table.holds(other) && (known.contains(other) || just_learned(other))) ++holders;
    return holders > holders_per_key_max_;
  }

  std::uint32_t holders_per_key_max_;
};

/// What a node holds never exceeds its capacity.
class StoreWithinCapacity final : public CheckOf<StoreWithinCapacity> {
 public:
  explicit StoreWithinCapacity(std::uint64_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}

  void on(const Fact& fact, const CheckScope& scope) override {
    std::uint64_t held = 0;
    if (const auto* recorded = said<core::Recorded>(fact))
      held = scope.mirror.node(fact.node).held_bytes + recorded->bytes;
    else if (std::holds_alternative<BootEnded>(fact.what))
      held = scope.mirror.node(fact.node).held_bytes;
    else
      return;
    judged();
    if (held > capacity_bytes_)
      offend(fact.at, fmt::format("{} holds {} bytes of replies, {} more than its capacity", scope.names.node(fact.node),
                                  held, held - capacity_bytes_));
  }

 private:
  std::uint64_t capacity_bytes_;
};

/// What a node has set aside, it neither serves nor answers for the rest of its life.
class QuarantineHolds final : public CheckOf<QuarantineHolds> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    if (const auto* aside = said<core::Quarantined>(fact)) aside_.emplace(fact.node, aside->key, aside->reply);
    if (std::holds_alternative<NodeUp>(fact.what))
      std::erase_if(aside_, [&](const auto& entry) { return std::get<0>(entry) == fact.node; });
    if (const auto* served = said<core::Served>(fact)) judge(fact, served->key, served->reply, scope);
    if (const auto* answered = said<core::Answered>(fact); answered && answered->reply)
      judge(fact, answered->key, *answered->reply, scope);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(aside_);
  }

 private:
  void judge(const Fact& fact, const core::ContentKey& key, const core::Digest& reply, const CheckScope& scope) {
    judged();
    if (aside_.contains({fact.node, key, reply}))
      offend(fact.at, fmt::format("{} gave out the reply for {} that it had set aside", scope.names.node(fact.node),
                                  scope.names.content(key)));
  }

  std::set<std::tuple<core::NodeId, core::ContentKey, core::Digest>> aside_;
};

/// A request that is answered from the node's own cassette sends nothing.
class LocalHitSendsNothing final : public CheckOf<LocalHitSendsNothing> {
 public:
  explicit LocalHitSendsNothing(std::size_t nodes) : sent_since_asked_(nodes) {}

  void on(const Fact& fact, const CheckScope& scope) override {
    // A local hit is asked and answered within one input, so that nothing of another request comes between.
    if (said<core::Asked>(fact)) sent_since_asked_[fact.node] = 0;
    if (std::holds_alternative<Sent>(fact.what)) ++sent_since_asked_[fact.node];
    const auto* answered = said<core::Answered>(fact);
    if (answered == nullptr || !answered->reply || answered->source != core::AnswerSource::local) return;
    judged();
    if (sent_since_asked_[fact.node] > 0)
      offend(fact.at, fmt::format("{} sent {} messages for {}, which it holds", scope.names.node(fact.node),
                                  sent_since_asked_[fact.node], scope.names.content(answered->key)));
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(sent_since_asked_);
  }

 private:
  std::vector<std::uint64_t> sent_since_asked_;
};

/// What is recorded is a reply that something produced; errors and denials never are.
class ErrorsAreNeverRecorded final : public CheckOf<ErrorsAreNeverRecorded> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    genuine_.on(fact);
    const auto* recorded = said<core::Recorded>(fact);
    if (recorded == nullptr) return;
    judged();
    if (!genuine_.known(recorded->reply))
      offend(fact.at, fmt::format("{} recorded under {} something that no preload or computation produced",
                                  scope.names.node(fact.node), scope.names.content(recorded->key)));
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(genuine_);
  }

 private:
  GenuineReplies genuine_;
};

/// A node that restarts with its disk finds every record that it had acknowledged, but for those whose very bytes on the
/// disk are damaged. Failed appends, a full disk, torn writes and a disk that lies about syncs excuse nothing.
class AcknowledgedRecordsSurvive final : public CheckOf<AcknowledgedRecordsSurvive> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    // The records damaged at a boot are said between its beginning and its end.
    if (std::holds_alternative<NodeUp>(fact.what)) damaged_.clear();
    if (const auto* damaged = std::get_if<RecordDamaged>(&fact.what)) damaged_.insert(damaged->key);
    if (!std::holds_alternative<BootEnded>(fact.what)) return;
    const FleetMirror::NodeState& state = scope.mirror.node(fact.node);
    judged();
    for (const auto& [key, reply] : state.kept) {
      if (damaged_.contains(key)) continue;
      const auto found = state.found.find(key);
      if (found == state.found.end()) {
        offend(fact.at, fmt::format("{} restarted without {}, which it had acknowledged", scope.names.node(fact.node),
                                    scope.names.content(key)));
      } else if (found->second != reply) {
        offend(fact.at, fmt::format("{} restarted with another reply for {} than it had acknowledged",
                                    scope.names.node(fact.node), scope.names.content(key)));
      }
    }
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(damaged_);
  }

 private:
  std::set<core::ContentKey> damaged_;
};

/// No reply reaches a caller that lacks a capability which the content requires.
class RepliesOnlyToTheEntitled final : public CheckOf<RepliesOnlyToTheEntitled> {
 public:
  explicit RepliesOnlyToTheEntitled(const Scenario& scenario) {
    for (const RequestSpec& request : scenario.requests) {
      lacking_.emplace_back();
      if (!request.grants) continue;
      std::vector<std::string> required = scenario.content[request.content].request.required_capabilities;
      if (request.stream) required.push_back(core::capability(core::StreamSecurityCapability::remote_network));
      for (const std::string& capability : required)
        if (std::ranges::find(*request.grants, capability) == request.grants->end()) lacking_.back() = capability;
    }
  }

  void on(const Fact& fact, const CheckScope& scope) override {
    const auto* answered = said<core::Answered>(fact);
    if (answered != nullptr && answered->reply) judge(fact, answered->request, scope);
    if (const auto* item = said<core::StreamItemCame>(fact)) judge(fact, item->request, scope);
  }

 private:
  void judge(const Fact& fact, core::RequestId request, const CheckScope& scope) {
    judged();
    const std::string& lacking = lacking_.at(static_cast<std::size_t>(request));
    if (!lacking.empty())
      offend(fact.at, fmt::format("{} answered request {} to a caller without {}", scope.names.node(fact.node), request,
                                  lacking));
  }

  std::vector<std::string> lacking_;  // per request; empty: nothing
};

/// What is asked is answered at most once, and nothing else is answered.
class OneAnswerPerRequest final : public CheckOf<OneAnswerPerRequest> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    if (const auto* asked = said<core::Asked>(fact)) open_.insert({fact.node, asked->request});
    const auto* answered = said<core::Answered>(fact);
    if (answered == nullptr) return;
    judged();
    if (open_.erase({fact.node, answered->request}) == 0)
      offend(fact.at, fmt::format("{} answered request {} without a question", scope.names.node(fact.node),
                                  answered->request));
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(open_);
  }

 private:
  std::set<std::pair<core::NodeId, core::RequestId>> open_;
};

/// A computation that was cancelled yields nothing: what a home has done, somebody still waited for.
class CancelledComputesStaySilent final : public CheckOf<CancelledComputesStaySilent> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override {
    if (const auto* down = std::get_if<NodeDown>(&fact.what); down != nullptr)
      std::erase_if(under_way_, [&](const auto& entry) { return entry.first.first == fact.node; });
    if (const auto* started = said<core::ComputeStarted>(fact)) ++under_way_[{fact.node, started->key}];
    if (const auto* cancelled = said<core::ComputeCancelled>(fact)) end(fact, cancelled->key, "cancelled", scope);
    if (const auto* done = said<core::ComputeDone>(fact)) end(fact, done->key, "finished", scope);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(under_way_);
  }

 private:
  void end(const Fact& fact, const core::ContentKey& key, const char* verb, const CheckScope& scope) {
    judged();
    const auto under_way = under_way_.find({fact.node, key});
    if (under_way == under_way_.end())
      return offend(fact.at, fmt::format("{} {} a computation of {} that had ended before", scope.names.node(fact.node),
                                         verb, scope.names.content(key)));
    if (--under_way->second == 0) under_way_.erase(under_way);
  }

  std::map<std::pair<core::NodeId, core::ContentKey>, std::uint64_t> under_way_;
};

}  // namespace

void GenuineReplies::add(const core::ContentKey& key, const core::Digest& reply) {
  for_key_.emplace(key, reply);
  all_.insert(reply);
}

void GenuineReplies::on(const Fact& fact) {
  if (const auto* preloaded = std::get_if<Preloaded>(&fact.what)) add(preloaded->key, preloaded->reply);
  if (const auto* done = said<core::ComputeDone>(fact); done && done->reply) add(done->key, *done->reply);
  // The same reply with a warning: good as an answer, and never to be recorded.
  if (const auto* failed = said<core::NotRecorded>(fact); failed && failed->said && genuine(failed->key, failed->reply))
    for_key_.emplace(failed->key, *failed->said);
}

std::vector<Invariant> all_invariants(const Scenario& scenario) {
  const core::FabricOptions& fabric = scenario.fabric;
  std::vector<Invariant> all;
  all.push_back({"served_bytes_match_key", std::make_unique<ServedBytesMatchKey>()});
  all.push_back({"holders_agree", std::make_unique<HoldersAgree>()});
  all.push_back({"index_names_true_holders", std::make_unique<IndexNamesTrueHolders>()});
  all.push_back({"index_only_grows", std::make_unique<IndexOnlyGrows>(fabric)});
  all.push_back({"local_hit_sends_nothing", std::make_unique<LocalHitSendsNothing>(scenario.nodes.size())});
  all.push_back({"errors_are_never_recorded", std::make_unique<ErrorsAreNeverRecorded>()});
  if (fabric.store.capacity_bytes > 0)
    all.push_back({"store_within_capacity", std::make_unique<StoreWithinCapacity>(fabric.store.capacity_bytes)});
  all.push_back({"quarantine_holds", std::make_unique<QuarantineHolds>()});
  if (fabric.ledger_sync == core::LedgerSync::always)
    all.push_back({"acknowledged_records_survive", std::make_unique<AcknowledgedRecordsSurvive>()});
  all.push_back({"replies_only_to_the_entitled", std::make_unique<RepliesOnlyToTheEntitled>(scenario)});
  all.push_back({"one_answer_per_request", std::make_unique<OneAnswerPerRequest>()});
  all.push_back({"cancelled_computes_stay_silent", std::make_unique<CancelledComputesStaySilent>()});
  all.push_back({"streams_come_in_order", std::make_unique<StreamsComeInOrder>(fabric.stream.session.receive_duration_max + core::seconds(1))});
  if (fabric.membership.detector != core::FailureDetector::none)
    all.push_back({"beliefs_follow_incarnations", std::make_unique<BeliefsFollowIncarnations>()});
  if (const std::optional<core::Duration> patience = EqualIndexes::patience_of(scenario))
    all.push_back({"indexes_become_equal", std::make_unique<EqualIndexes>(*patience)});
  return all;
}

}  // namespace fleetsim::sim
