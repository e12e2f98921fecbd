#pragma once

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "sim/check/check.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// Invariant: the items of a stream come in order, each once, none missing; a stream ends once and in time, and one that
/// is whole is one that somebody sent for that key, to the last item.
class StreamsComeInOrder final : public CheckOf<StreamsComeInOrder> {
 public:
  /// `longest`: no stream takes longer.
  explicit StreamsComeInOrder(core::Duration longest) : longest_(longest) {}

  void on(const Fact& fact, const CheckScope& scope) override;
  void at(core::Instant now, const CheckScope& scope) override;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(open_, sent_);
  }

 private:
  struct Open {
    core::Instant since;
    std::uint64_t items = 0;
    std::uint64_t checksum = 0;
  };

  void on_item(const Fact& fact, const core::StreamItemCame& item, const CheckScope& scope);
  void on_end(const Fact& fact, const core::StreamOver& over, const CheckScope& scope);

  core::Duration longest_;
  std::map<std::pair<core::NodeId, core::RequestId>, Open> open_;
  std::set<std::tuple<core::ContentKey, std::uint64_t, std::uint64_t>> sent_;  // key, items, checksum
};

/// `expect.streams`: how one stream ended, after how many items.
class StreamCheck final : public CheckOf<StreamCheck> {
 public:
  StreamCheck(const StreamSpec& spec, const Scenario& scenario);

  void on(const Fact& fact, const CheckScope& scope) override;
  void at(core::Instant now, const CheckScope& scope) override;

  /// The state beside what is expected, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(began_, sessions_, over_);
  }

 private:
  void judge(const core::StreamOver& over, core::Instant at, const CheckScope& scope);

  StreamSpec spec_;
  core::RequestId request_;
  core::Instant began_;
  std::uint64_t sessions_ = 0;
  bool over_ = false;
};

}  // namespace fleetsim::sim
