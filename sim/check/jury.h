#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/check/check.h"
#include "sim/check/check_result.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// All checks of one run: the invariants, then the scenario's expectations in file order. Sees facts, never the world.
class Jury {
 public:
  /// `keys`: per content of the scenario. `names` and `table` must outlive the jury.
  Jury(const Scenario& scenario, std::uint64_t seed, const std::vector<core::ContentKey>& keys, const FactNames& names,
       const core::FactTable& table);

  void on(const Fact& fact);
  /// The run is over; nothing happened until `end` beside what was said.
  void finish(core::Instant end);
  std::vector<CheckResult> results() const;

 private:
  struct Seat {
    std::string name;
    CheckKind kind;
    Place place;
    std::unique_ptr<Check> check;
  };

  FleetMirror mirror_;
  CheckScope scope_;
  std::vector<Seat> seats_;
};

}  // namespace fleetsim::sim
