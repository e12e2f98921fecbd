#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/env/dice.h"
#include "tests/support/host_contract.h"

namespace fleetsim::tests {

/// The smallest host that keeps the contract: one list of due inputs ordered by (instant, number), links and
/// disks that take no time, computations of one millisecond. Or, with a flaw, one that breaks it in one way.
class ReferenceHost final : public HostUnderTest {
 public:
  enum class Flaw : std::uint8_t {
    none,
    boots_twice,
    repeats_incarnations,
    fires_early,
    keeps_replaced_timers,
    ignores_cancel,
    fires_an_id_once_only,
    swaps_appends,
    syncs_before_appends,
    forgets_synced,
    loses_the_middle,
    ignores_truncate,
    ignores_drop,
    forges_senders,
    wakes_the_dead,
    computes_twice,
    lets_lives_overlap,
    turns_time_back,
  };
  static constexpr std::uint8_t kFlaws = 18;

  explicit ReferenceHost(Flaw flaw = Flaw::none) : flaw_(flaw) {}

  void preload(core::NodeId node, core::ByteView log) override;
  void boot(core::NodeId node) override;
  void cut_power(core::NodeId node) override;
  void perform(core::NodeId node, const core::Effects& effects) override;
  std::vector<Delivered> run(core::Duration time) override;
  core::Instant now() const override { return now_; }

 private:
  struct Due {
    core::NodeId node = core::kNobody;
    std::uint32_t life = 0;   ///< 0: whichever it meets
    std::uint64_t timer = 0;  ///< the setting that this firing belongs to; 0: not a timer
    core::Input input;
  };
  struct Machine {
    bool on = false;
    std::uint32_t life = 0;
    std::vector<core::Append> log;                  ///< what was taken, in order; earlier lives' too
    std::size_t durable = 0;                        ///< of those
    std::map<core::AppendSeq, std::size_t> ends;    ///< how many there were after each append of this life
    std::map<core::TimerId, std::uint64_t> timers;  ///< the setting that counts
    std::map<core::TimerId, bool> fired;
  };

  void due(core::Instant at, Due input) { due_.emplace(std::pair(at, ++number_), std::move(input)); }
  void due(core::Instant at, core::NodeId node, core::Input input) {
    due(at, Due{node, machines_[node].life, 0, std::move(input)});
  }
  void perform(core::NodeId node, const core::Effect& effect);
  core::LogSegments log(const Machine& machine) const;
  bool deliverable(const Due& next);
  bool is(Flaw flaw) const { return flaw_ == flaw; }

  Flaw flaw_;
  core::Instant now_;
  std::uint64_t number_ = 0;
  std::map<std::pair<core::Instant, std::uint64_t>, Due> due_;
  std::array<Machine, 2> machines_;
  core::Dice dice_{42, "reference/crash"};
};

}  // namespace fleetsim::tests
