#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/eval/content_key.h"
#include "sim/observe/fact.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// The faults that wait for something to happen, and how often it has. A plain value.
class Reactions {
 public:
  Reactions() = default;
  /// `keys`: of each content. Who is meant by `node` is drawn from `fault/<id>/when`.
  Reactions(const Scenario& scenario, std::uint64_t seed, const std::vector<core::ContentKey>& keys);

  /// A fault that has been waited for long enough.
  struct Started {
    std::uint32_t fault = 0;   ///< index into Scenario::faults
    std::uint32_t number = 0;  ///< how many times before
  };
  bool empty() const { return watches_.empty(); }
  /// What this fact starts, in the order of the file.
  std::vector<Started> on(const Fact& fact);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(counts_);
  }

 private:
  struct Watch {
    std::uint32_t fault = 0;
    FactKind kind = FactKind::recorded;
    std::vector<bool> nodes;  // none: any
    std::optional<core::ContentKey> content;
    std::optional<std::uint64_t> request;
    std::uint64_t nth = 1;
    std::uint64_t times = 1;
  };
  struct Count {
    std::uint64_t seen = 0;
    std::uint32_t started = 0;
  };

  std::vector<Watch> watches_;
  std::vector<Count> counts_;  // of each watch
};

}  // namespace fleetsim::sim
