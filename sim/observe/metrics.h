#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// Counts over the facts of one run. All are whole numbers; README.md says what each means.
class Metrics {
 public:
  void on(const Fact& fact);
  /// By name, every one also when it is 0.
  std::map<std::string, std::int64_t> values() const;

 private:
  void on_observation(const Fact& fact, const core::Observation& observation);

  std::int64_t messages_sent_ = 0;
  std::int64_t bytes_sent_ = 0;
  std::int64_t dropped_[4] = {};
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
  std::int64_t corrupt_records_ = 0;
  std::int64_t torn_bytes_ = 0;
  std::int64_t evictions_ = 0;
  std::int64_t evicted_bytes_ = 0;
  std::int64_t not_kept_ = 0;
  std::int64_t divergences_ = 0;
  std::int64_t quarantined_ = 0;
  std::int64_t retracted_ = 0;
  std::int64_t hearsay_ignored_ = 0;
  std::int64_t segments_dropped_ = 0;
};

}  // namespace fleetsim::sim
