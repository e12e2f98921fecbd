#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/check/check.h"
#include "sim/fault/fault_plan.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// `expect.converge`: at `after` + `within` every node of `known_by` lists the expected holders.
class ConvergeCheck final : public CheckOf<ConvergeCheck> {
 public:
  /// `keys`: per content of the scenario; `known_by`: the nodes meant, ascending, unless all live ones are.
  ConvergeCheck(const ConvergeSpec& spec, const Scenario& scenario, const std::vector<core::ContentKey>& keys,
                std::optional<std::vector<std::uint32_t>> known_by);

  void on(const Fact& fact, const CheckScope& scope) override;
  void at(core::Instant now, const CheckScope& scope) override;
  std::optional<core::Instant> wants() const override { return deadline_; }

  /// The state beside what is expected, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(deadline_, done_);
  }

 private:
  /// What an index must list of one content.
  struct Wanted {
    std::vector<std::vector<core::FactId>> holders;  ///< per holder, the facts that say so: one of them
    std::uint64_t at_least = 0;           ///< and of `mentioned` this many
    std::uint64_t at_most = 0;
    std::vector<core::FactId> mentioned;  ///< every fact that says that somebody holds the content, by holder
    std::string text;                     ///< for messages
  };

  Wanted wanted_of(const core::ContentKey& key, const CheckScope& scope) const;
  void judge_content(const core::ContentKey& key, std::span<const core::NodeId> nodes, const CheckScope& scope);

  ConvergeSpec spec_;
  std::vector<core::ContentKey> keys_;
  std::optional<std::vector<std::uint32_t>> known_by_;
  std::optional<std::uint32_t> after_fault_;
  std::optional<core::Instant> deadline_;
  bool done_ = false;
};

/// `expect.replies`: what one request ended in, whom it asked, and whether its node holds the content then.
class ReplyCheck final : public CheckOf<ReplyCheck> {
 public:
  ReplyCheck(const ReplySpec& spec, const Scenario& scenario);

  void on(const Fact& fact, const CheckScope& scope) override;
  void at(core::Instant now, const CheckScope& scope) override;

  /// The state beside what is expected, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(asked_, misses_, began_, answered_);
  }

 private:
  void judge(const core::Answered& answered, core::Instant at, const CheckScope& scope);

  ReplySpec spec_;
  core::RequestId request_;
  std::vector<std::string> asked_;
  std::vector<std::string> misses_;
  core::Instant began_;
  bool answered_ = false;
};

}  // namespace fleetsim::sim
