#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "sim/check/check.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// Of a peer that it holds for a suspect or gone, a node believes something else only by a later word: of a higher
/// incarnation, or of the same and worse. What it finds out itself is its own affair.
class BeliefsFollowIncarnations final : public CheckOf<BeliefsFollowIncarnations> {
 public:
  void on(const Fact& fact, const CheckScope& scope) override;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(last_);
  }

 private:
  struct Word {
    core::MemberState state = core::MemberState::up;
    std::uint64_t incarnation = 0;
  };

  std::map<std::pair<core::NodeId, core::NodeId>, Word> last_;  // by believer and peer; of those not up
};

/// `expect.members`: what nodes believe of others at an instant, and perhaps always until then.
class MembersCheck final : public CheckOf<MembersCheck> {
 public:
  /// The nodes meant, ascending; `by` unless all live ones are.
  MembersCheck(const MembersSpec& spec, std::vector<std::uint32_t> of, std::optional<std::vector<std::uint32_t>> by)
      : spec_(spec), of_(std::move(of)), by_(std::move(by)) {}

  void on(const Fact& fact, const CheckScope& scope) override;
  void at(core::Instant now, const CheckScope& scope) override;
  std::optional<core::Instant> wants() const override { return core::Instant{} + spec_.at; }

  /// The state beside what is expected, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(gone_, done_);
  }

 private:
  bool believes(core::NodeId node) const;

  MembersSpec spec_;
  std::vector<std::uint32_t> of_;
  std::optional<std::vector<std::uint32_t>> by_;
  std::set<std::pair<core::NodeId, core::NodeId>> gone_;  // for whom who is gone
  bool done_ = false;
};

}  // namespace fleetsim::sim
