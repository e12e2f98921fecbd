#include "sim/observe/metrics.h"

#include <algorithm>

namespace fleetsim::sim {

void Metrics::on_lookup(const Fact& fact, const core::Observation& observation) {
  if (const auto* asked = std::get_if<core::Asked>(&observation)) {
    ++requests_;
    open_.insert_or_assign(std::pair(fact.node, asked->request), Open{fact.at});
  } else if (const auto* sent = std::get_if<core::AskSent>(&observation)) {
    ++asks_;
    if (const auto open = open_.find({fact.node, sent->request}); open != open_.end()) ++open->second.asks;
  } else if (const auto* failed = std::get_if<core::AskFailed>(&observation)) {
    ++misses_[static_cast<std::size_t>(failed->miss)];
    if (failed->source == core::AnswerSource::announced && failed->miss == core::Miss::not_held) ++stale_hints_;
  } else if (std::holds_alternative<core::Joined>(observation)) {
    ++joined_;
  } else if (std::holds_alternative<core::PeerAvoided>(observation)) {
    ++avoided_;
  } else if (std::holds_alternative<core::HomeAwaited>(observation)) {
    ++waits_;
  } else if (std::holds_alternative<core::ComputeCancelled>(observation)) {
    ++cancelled_;
  } else if (std::holds_alternative<core::ComputeRefused>(observation)) {
    ++refused_;
  }
}

void Metrics::on_answer(const Fact& fact, const core::Answered& answered) {
  ++(answered.reply ? answers_[static_cast<std::size_t>(answered.source)] : errors_);
  const auto open = open_.find({fact.node, answered.request});
  if (open == open_.end()) return;
  const std::int64_t took = (fact.at - open->second.asked).ns;
  answer_ns_total_ += took;
  answer_ns_max_ = std::max(answer_ns_max_, took);
  const bool by_peer = answered.source == core::AnswerSource::announced || answered.source == core::AnswerSource::peer;
  if (answered.reply && by_peer && open->second.asks > 0)
    ++found_at_[std::min<std::int64_t>(open->second.asks, 3) - 1];
  open_.erase(open);
}

void Metrics::on_stream(const core::Observation& observation) {
  if (const auto* over = std::get_if<core::StreamOver>(&observation))
    ++(over->why == core::SessionWhy::finished ? streams_whole_ : streams_broken_);
  else if (std::holds_alternative<core::StreamOpened>(observation))
    ++streams_opened_;
  else if (std::holds_alternative<core::StreamResumed>(observation))
    ++streams_resumed_;
  else if (std::holds_alternative<core::StreamSourced>(observation))
    ++streams_sourced_;
  else if (std::holds_alternative<core::StreamItemCame>(observation))
    ++stream_items_;
}

void Metrics::on_observation(const Fact& fact, const core::Observation& observation) {
  on_lookup(fact, observation);
  on_stream(observation);
  if (const auto* answered = std::get_if<core::Answered>(&observation)) {
    on_answer(fact, *answered);
  } else if (const auto* started = std::get_if<core::ComputeStarted>(&observation)) {
    ++computes_;
    if (!computed_.insert(started->key).second) ++repeated_computes_;
  } else if (std::holds_alternative<core::Recorded>(observation)) {
    ++recorded_;
  } else if (std::holds_alternative<core::Recovered>(observation)) {
    ++recovered_;
  } else if (const auto* learned = std::get_if<core::Learned>(&observation)) {
    learned_ += static_cast<std::int64_t>(learned->facts.size());
    retracted_ += static_cast<std::int64_t>(learned->dropped.size());
    last_learned_ns_ = fact.at.ns;
    spread_.on(fact.at, fact.node, *learned);
  } else if (const auto* evicted = std::get_if<core::Evicted>(&observation)) {
    ++evictions_;
    evicted_bytes_ += static_cast<std::int64_t>(evicted->bytes);
  } else if (std::holds_alternative<core::ReplicaSent>(observation)) {
    ++replicas_sent_;
  } else if (std::holds_alternative<core::NotKept>(observation)) {
    ++not_kept_;
  } else if (std::holds_alternative<core::NotRecorded>(observation)) {
    ++not_recorded_;
  } else if (std::holds_alternative<core::Diverged>(observation)) {
    ++divergences_;
  } else if (std::holds_alternative<core::Quarantined>(observation)) {
    ++quarantined_;
  } else if (const auto* ignored = std::get_if<core::HearsayIgnored>(&observation)) {
    hearsay_ignored_ += static_cast<std::int64_t>(ignored->facts);
  } else if (const auto* judged = std::get_if<core::PeerJudged>(&observation)) {
    ++judged_[static_cast<std::size_t>(judged->state)];
  } else if (std::holds_alternative<core::SegmentDropped>(observation)) {
    ++segments_dropped_;
  } else if (std::holds_alternative<core::MessageRefused>(observation)) {
    ++messages_refused_;
  } else if (std::holds_alternative<core::ReplyDropped>(observation)) {
    ++replies_dropped_;
  } else if (const auto* repaired = std::get_if<core::LogRepaired>(&observation)) {
    corrupt_records_ += static_cast<std::int64_t>(repaired->corrupt_records);
    torn_bytes_ += static_cast<std::int64_t>(repaired->torn_bytes);
  }
}

// The copies of everything that was ever held: what is left of them in the end is how durable it was.
void Metrics::on_copies(const Fact& fact) {
  if (const auto* preloaded = std::get_if<Preloaded>(&fact.what)) {
    copies_[preloaded->key].insert(fact.node);
  } else if (const auto* down = std::get_if<NodeDown>(&fact.what)) {
    if (down->wiped || down->left)
      for (auto& [key, nodes] : copies_) nodes.erase(fact.node);
  } else if (const auto* damaged = std::get_if<RecordDamaged>(&fact.what)) {
    copies_[damaged->key].erase(fact.node);
  } else if (const auto* observation = std::get_if<core::Observation>(&fact.what)) {
    if (const auto* recorded = std::get_if<core::Recorded>(observation)) {
      copies_[recorded->key].insert(fact.node);
    } else if (const auto* recovered = std::get_if<core::Recovered>(observation)) {
      copies_[recovered->key].insert(fact.node);
    } else if (const auto* evicted = std::get_if<core::Evicted>(observation)) {
      copies_[evicted->key].erase(fact.node);
    } else if (const auto* aside = std::get_if<core::Quarantined>(observation); aside && aside->from == fact.node) {
      copies_[aside->key].erase(fact.node);
    }
  }
}

void Metrics::on(const Fact& fact) {
  on_copies(fact);
  if (const auto* observation = std::get_if<core::Observation>(&fact.what)) {
    on_observation(fact, *observation);
  } else if (const auto* sent = std::get_if<Sent>(&fact.what)) {
    ++messages_sent_;
    bytes_sent_ += static_cast<std::int64_t>(sent->bytes);
  } else if (const auto* dropped = std::get_if<Dropped>(&fact.what)) {
    ++dropped_[static_cast<std::size_t>(dropped->reason)];
  } else if (std::holds_alternative<RequestRefused>(fact.what)) {
    ++requests_refused_;
  } else if (const auto* refused = std::get_if<StorageRefused>(&fact.what)) {
    ++storage_failures_[static_cast<std::size_t>(refused->why)];
  } else if (const auto* disturbed = std::get_if<Disturbed>(&fact.what)) {
    ++disturbed_[static_cast<std::size_t>(disturbed->what)];
  } else if (const auto* down = std::get_if<NodeDown>(&fact.what)) {
    if (down->left) ++departures_;
  } else if (std::holds_alternative<NodePaused>(fact.what)) {
    ++pauses_;
  } else if (std::holds_alternative<ClockSet>(fact.what)) {
    ++clock_sets_;
  } else if (const auto* spent = std::get_if<GossipSpent>(&fact.what)) {
    gossip_ += spent->counters;
  } else if (std::holds_alternative<OverBudget>(fact.what)) {
    ++over_budget_;
  } else if (const auto* queued = std::get_if<Queued>(&fact.what)) {
    ++queued_;
    queue_ns_total_ += queued->waits.ns;
    queue_ns_max_ = std::max(queue_ns_max_, queued->waits.ns);
  } else if (std::holds_alternative<DiskDamaged>(fact.what)) {
    ++disk_damages_;
  } else if (std::holds_alternative<RecordDamaged>(fact.what)) {
    ++damaged_records_;
  }
}

std::map<std::string, std::int64_t> Metrics::values() const {
  std::map<std::string, std::int64_t> values = {
      {"messages_sent", messages_sent_},
      {"bytes_sent", bytes_sent_},
      {"messages_queued", queued_},
      {"queue_ns_total", queue_ns_total_},
      {"queue_ns_max", queue_ns_max_},
      {"requests", requests_},
      {"requests_refused", requests_refused_},
      {"answers_error", errors_},
      {"asks_sent", asks_},
      {"home_computes", computes_},
      {"replies_recorded", recorded_},
      {"replies_recovered", recovered_},
      {"facts_learned", learned_},
      {"last_learned_ns", last_learned_ns_},
      {"messages_refused", messages_refused_},
      {"replies_dropped", replies_dropped_},
      {"log_corrupt_records", corrupt_records_},
      {"log_torn_bytes", torn_bytes_},
      {"log_segments_dropped", segments_dropped_},
      {"replicas_sent", replicas_sent_},
      {"evictions", evictions_},
      {"evicted_bytes", evicted_bytes_},
      {"replies_not_kept", not_kept_},
      {"replies_not_recorded", not_recorded_},
      {"storage_failures", storage_failures_[0] + storage_failures_[1]},
      {"storage_failures_io_error", storage_failures_[0]},
      {"storage_failures_disk_full", storage_failures_[1]},
      {"disk_damages", disk_damages_},
      {"records_damaged", damaged_records_},
      {"divergences", divergences_},
      {"nodes_paused", pauses_},
      {"nodes_left", departures_},
      {"clocks_set", clock_sets_},
      {"faults_over_budget", over_budget_},
      {"replies_quarantined", quarantined_},
      {"facts_dropped", retracted_},
      {"hearsay_ignored", hearsay_ignored_},
      {"peers_judged_up", judged_[0]},
      {"peers_judged_suspect", judged_[1]},
      {"peers_judged_gone", judged_[2]},
      {"streams", streams_opened_},
      {"streams_whole", streams_whole_},
      {"streams_broken", streams_broken_},
      {"streams_resumed", streams_resumed_},
      {"streams_sourced", streams_sourced_},
      {"stream_items", stream_items_},
      {"hints_stale", stale_hints_},
      {"requests_joined", joined_},
      {"peers_avoided", avoided_},
      {"home_waits", waits_},
      {"home_computes_cancelled", cancelled_},
      {"home_computes_refused", refused_},
      {"home_computes_repeated", repeated_computes_},
      {"found_at_first_ask", found_at_[0]},
      {"found_at_second_ask", found_at_[1]},
      {"found_at_later_ask", found_at_[2]},
      {"gossip_messages", static_cast<std::int64_t>(gossip_.messages_sent)},
      {"gossip_payload_bytes", static_cast<std::int64_t>(gossip_.payload_bytes_sent)},
      {"gossip_digest_bytes", static_cast<std::int64_t>(gossip_.digest_bytes_sent)},
      {"gossip_control_bytes", static_cast<std::int64_t>(gossip_.control_bytes_sent)},
      {"gossip_new_bytes", static_cast<std::int64_t>(gossip_.new_bytes)},
      {"gossip_duplicate_bytes", static_cast<std::int64_t>(gossip_.duplicate_bytes)},
      {"gossip_facts_new", static_cast<std::int64_t>(gossip_.facts_new)},
      {"gossip_facts_duplicate", static_cast<std::int64_t>(gossip_.facts_duplicate)},
      {"gossip_exchanges", static_cast<std::int64_t>(gossip_.exchanges)},
      {"gossip_decode_failures", static_cast<std::int64_t>(gossip_.decode_failures)},
      {"gossip_unresolved", static_cast<std::int64_t>(gossip_.unresolved)},
      {"gossip_overflowed", static_cast<std::int64_t>(gossip_.overflowed)},
      {"answer_ns_total", answer_ns_total_},
      {"answer_ns_max", answer_ns_max_},
  };
  spread_.report(values);
  const auto lost = std::ranges::count_if(copies_, [](const auto& entry) { return entry.second.empty(); });
  values["contents_held_ever"] = static_cast<std::int64_t>(copies_.size());
  values["contents_lost"] = static_cast<std::int64_t>(lost);
  for (std::size_t reason = 0; reason < std::size(dropped_); ++reason)
    values[std::string("messages_dropped_") + to_string(static_cast<DropReason>(reason))] = dropped_[reason];
  for (std::size_t what = 0; what < std::size(disturbed_); ++what)
    values[std::string("messages_") + to_string(static_cast<Disturbance>(what))] = disturbed_[what];
  for (std::size_t source = 0; source < std::size(answers_); ++source)
    values[std::string("answers_") + to_string(static_cast<core::AnswerSource>(source))] = answers_[source];
  for (std::size_t miss = 0; miss < std::size(misses_); ++miss)
    values[std::string("misses_") + to_string(static_cast<core::Miss>(miss))] = misses_[miss];
  return values;
}

}  // namespace fleetsim::sim
