#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/check/check.h"
#include "sim/check/check_result.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// All checks of one run: the invariants, then the scenario's expectations in file order. Sees facts, never
/// the world. A value: copies judge on, each for itself.
class Jury {
 public:
  /// `keys`: per content of the scenario. `table` must outlive the jury.
  Jury(const Scenario& scenario, std::uint64_t seed, const std::vector<core::ContentKey>& keys,
       const core::FactTable& table);

  /// `names`: for what it has to say.
  void on(const Fact& fact, const FactNames& names);
  /// The run is over; nothing happened until `end` beside what was said.
  void finish(core::Instant end, const FactNames& names);
  /// For copies: from now on over another table, which says the same under every id known here.
  void use(const core::FactTable& table) { mirror_.use(table); }
  std::vector<CheckResult> results() const;

  /// The state, for whoever saves it (core/README.md): of the same checks.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(mirror_);
    for (Seat& seat : seats_) {
      if constexpr (Archive::kLoading)
        seat.check->load(archive);
      else
        seat.check->save(archive);
    }
  }

 private:
  struct Seat {
    std::string name;
    CheckKind kind;
    Place place;
    std::unique_ptr<Check> check;

    Seat(std::string its_name, CheckKind its_kind, Place its_place, std::unique_ptr<Check> its_check)
        : name(std::move(its_name)),
          kind(its_kind),
          place(std::move(its_place)),
          check(std::move(its_check)) {}
    Seat(const Seat& other) : Seat(other.name, other.kind, other.place, other.check->clone()) {}
    Seat(Seat&&) = default;
    Seat& operator=(const Seat& other) { return *this = Seat(other); }
    Seat& operator=(Seat&&) = default;
    ~Seat() = default;
  };

  FleetMirror mirror_;
  std::vector<Seat> seats_;
};

}  // namespace fleetsim::sim
