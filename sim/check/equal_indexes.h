#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "sim/check/check.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// Once all has been quiet for long enough, all nodes that are up have the same index. Quiet: no holder says anything, no fault
/// is under way, and what is lost is lost at random.
///
/// Judged where it can be said what long enough is: everybody knows everybody, every strategy is one that is certain, at
/// most a tenth of the messages is lost, and no index is bounded. Then it is the slowest interval of all times log2 n + 8:
/// pairs that become equal spread what one knows like an epidemic, and 8 intervals more fail a pair that finds out its
/// difference with two messages out of three less than once in 10^8.
class EqualIndexes final : public CheckOf<EqualIndexes> {
 public:
  explicit EqualIndexes(core::Duration patience) : patience_(patience) {}

  /// How long is long enough; none: nothing can be said of this scenario.
  static std::optional<core::Duration> patience_of(const Scenario& scenario);

  void on(const Fact& fact, const CheckScope& scope) override;
  void at(core::Instant end, const CheckScope& scope) override;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(last_change_, faults_);
  }

 private:
  core::Duration patience_;
  core::Instant last_change_;
  std::int64_t faults_ = 0;  // under way
};

}  // namespace fleetsim::sim
