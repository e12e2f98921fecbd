#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "sim/observe/fact.h"
#include "sim/observe/spread.h"

namespace fleetsim::sim {

/// Counts over the facts of one run. All are whole numbers; README.md says what each means.
class Metrics {
 public:
  explicit Metrics(std::uint64_t nodes) : spread_(nodes) {}

  void on(const Fact& fact);
  /// By name, every one also when it is 0.
  std::map<std::string, std::int64_t> values() const;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(messages_sent_, bytes_sent_, dropped_, disturbed_, requests_, requests_refused_, answers_,
            errors_, asks_, computes_, recorded_, recovered_, learned_, last_learned_ns_, messages_refused_,
            replies_dropped_, misses_, stale_hints_, joined_, avoided_, waits_, cancelled_, refused_,
            repeated_computes_, found_at_, answer_ns_total_, answer_ns_max_, computed_, open_,
            corrupt_records_, torn_bytes_, replicas_sent_, copies_, evictions_, evicted_bytes_, not_kept_,
            not_recorded_, storage_failures_, disk_damages_, damaged_records_, divergences_, pauses_,
            departures_, clock_sets_, over_budget_, quarantined_, retracted_, hearsay_ignored_, segments_dropped_,
            streams_opened_, streams_whole_, streams_broken_, streams_resumed_, streams_sourced_,
            stream_items_, judged_, queued_, queue_ns_total_, queue_ns_max_, gossip_, spread_);
  }

 private:
  struct Open {
    core::Instant asked;
    std::int64_t asks = 0;
  };

  void on_lookup(const Fact& fact, const core::Observation& observation);
  void on_answer(const Fact& fact, const core::Answered& answered);
  void on_stream(const core::Observation& observation);
  void on_observation(const Fact& fact, const core::Observation& observation);

  std::int64_t messages_sent_ = 0;
  std::int64_t bytes_sent_ = 0;
  std::int64_t dropped_[kDropReasons] = {};
  std::int64_t disturbed_[kDisturbances] = {};
  std::int64_t queued_ = 0;
  std::int64_t queue_ns_total_ = 0;
  std::int64_t queue_ns_max_ = 0;
  std::int64_t requests_ = 0;
  std::int64_t requests_refused_ = 0;
  std::int64_t answers_[core::kAnswerSources] = {};
  std::int64_t errors_ = 0;
  std::int64_t asks_ = 0;
  std::int64_t computes_ = 0;
  std::int64_t recorded_ = 0;
  std::int64_t recovered_ = 0;
  std::int64_t learned_ = 0;
  std::int64_t last_learned_ns_ = 0;
  std::int64_t messages_refused_ = 0;
  std::int64_t replies_dropped_ = 0;
  std::int64_t misses_[core::kMisses] = {};
  std::int64_t stale_hints_ = 0;
  std::int64_t joined_ = 0;
  std::int64_t avoided_ = 0;
  std::int64_t waits_ = 0;
  std::int64_t cancelled_ = 0;
  std::int64_t refused_ = 0;
  std::int64_t repeated_computes_ = 0;
  std::int64_t found_at_[3] = {};  // answers of peers, by how many had been asked: one, two, more
  std::int64_t answer_ns_total_ = 0;
  std::int64_t answer_ns_max_ = 0;
  std::set<core::ContentKey> computed_;
  std::map<std::pair<core::NodeId, core::RequestId>, Open> open_;  // requests without an answer
  std::int64_t corrupt_records_ = 0;
  std::int64_t torn_bytes_ = 0;
  void on_copies(const Fact& fact);

  std::int64_t replicas_sent_ = 0;
  std::map<core::ContentKey, std::set<core::NodeId>> copies_;  ///< who holds what was ever held, also while it is off
  std::int64_t evictions_ = 0;
  std::int64_t evicted_bytes_ = 0;
  std::int64_t not_kept_ = 0;
  std::int64_t not_recorded_ = 0;
  std::int64_t storage_failures_[2] = {};  // by StorageFault
  std::int64_t disk_damages_ = 0;
  std::int64_t damaged_records_ = 0;
  std::int64_t divergences_ = 0;
  std::int64_t pauses_ = 0;
  std::int64_t departures_ = 0;
  std::int64_t clock_sets_ = 0;
  std::int64_t over_budget_ = 0;
  core::GossipCounters gossip_;  // of all lives that have ended
  Spread spread_;
  std::int64_t quarantined_ = 0;
  std::int64_t retracted_ = 0;
  std::int64_t hearsay_ignored_ = 0;
  std::int64_t segments_dropped_ = 0;
  std::int64_t streams_opened_ = 0;
  std::int64_t streams_whole_ = 0;
  std::int64_t streams_broken_ = 0;
  std::int64_t streams_resumed_ = 0;
  std::int64_t streams_sourced_ = 0;
  std::int64_t stream_items_ = 0;
  std::int64_t judged_[core::kMemberStates] = {};  // by MemberState
};

}  // namespace fleetsim::sim
