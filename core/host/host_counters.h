#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/env/observation.h"
#include "core/host/link_events.h"

namespace fleetsim::core {

/// What a node and its connections did, counted: by metric, then by labels as Prometheus writes them
/// (`source="local"`). Every series that can exist is there from the beginning, with 0.
class HostCounters {
 public:
  HostCounters();

  void count(const Observation& fact);
  void count(const LinkFact& fact);

  std::uint64_t value(const std::string& metric, const std::string& labels = {}) const;
  /// Prometheus text format 0.0.4: counters, then the given gauges.
  std::string text(const std::map<std::string, std::uint64_t>& gauges) const;

 private:
  void add(const std::string& metric, const std::string& labels, std::uint64_t n = 1) {
    series_[metric][labels] += n;
  }

  std::map<std::string, std::map<std::string, std::uint64_t>> series_;
};

}  // namespace fleetsim::core
