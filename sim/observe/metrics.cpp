#include "sim/observe/metrics.h"

namespace fleetsim::sim {

void Metrics::on_observation(const Fact& fact, const core::Observation& observation) {
  if (std::holds_alternative<core::Asked>(observation)) {
    ++requests_;
  } else if (std::holds_alternative<core::AskSent>(observation)) {
    ++asks_;
  } else if (const auto* answered = std::get_if<core::Answered>(&observation)) {
    ++(answered->reply ? answers_[static_cast<std::size_t>(answered->source)] : errors_);
  } else if (std::holds_alternative<core::ComputeStarted>(observation)) {
    ++computes_;
  } else if (std::holds_alternative<core::Recorded>(observation)) {
    ++recorded_;
  } else if (std::holds_alternative<core::Recovered>(observation)) {
    ++recovered_;
  } else if (const auto* learned = std::get_if<core::Learned>(&observation)) {
    learned_ += static_cast<std::int64_t>(learned->facts.size());
    retracted_ += static_cast<std::int64_t>(learned->dropped.size());
    last_learned_ns_ = fact.at.ns;
  } else if (const auto* evicted = std::get_if<core::Evicted>(&observation)) {
    ++evictions_;
    evicted_bytes_ += static_cast<std::int64_t>(evicted->bytes);
  } else if (std::holds_alternative<core::NotKept>(observation)) {
    ++not_kept_;
  } else if (std::holds_alternative<core::Diverged>(observation)) {
    ++divergences_;
  } else if (std::holds_alternative<core::Quarantined>(observation)) {
    ++quarantined_;
  } else if (const auto* ignored = std::get_if<core::HearsayIgnored>(&observation)) {
    hearsay_ignored_ += static_cast<std::int64_t>(ignored->facts);
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

void Metrics::on(const Fact& fact) {
  if (const auto* observation = std::get_if<core::Observation>(&fact.what)) {
    on_observation(fact, *observation);
  } else if (const auto* sent = std::get_if<Sent>(&fact.what)) {
    ++messages_sent_;
    bytes_sent_ += static_cast<std::int64_t>(sent->bytes);
  } else if (const auto* dropped = std::get_if<Dropped>(&fact.what)) {
    ++dropped_[static_cast<std::size_t>(dropped->reason)];
  } else if (std::holds_alternative<RequestRefused>(fact.what)) {
    ++requests_refused_;
  }
}

std::map<std::string, std::int64_t> Metrics::values() const {
  std::map<std::string, std::int64_t> values = {
      {"messages_sent", messages_sent_},
      {"bytes_sent", bytes_sent_},
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
      {"evictions", evictions_},
      {"evicted_bytes", evicted_bytes_},
      {"replies_not_kept", not_kept_},
      {"divergences", divergences_},
      {"replies_quarantined", quarantined_},
      {"facts_dropped", retracted_},
      {"hearsay_ignored", hearsay_ignored_},
  };
  for (std::size_t reason = 0; reason < std::size(dropped_); ++reason)
    values[std::string("messages_dropped_") + to_string(static_cast<DropReason>(reason))] = dropped_[reason];
  for (std::size_t source = 0; source < std::size(answers_); ++source)
    values[std::string("answers_") + to_string(static_cast<core::AnswerSource>(source))] = answers_[source];
  return values;
}

}  // namespace fleetsim::sim
