#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/realize/effect.h"
#include "core/realize/event_ledger.h"

namespace fleetsim::core {

/// What was asked of the world, and what came of it (contract: data-model §14): effect records, the events of
/// its run, and cassette results, which are an append-only list of (replay key, result). A plain value.
class EffectLedger {
 public:
  /// The run is symbol `effect/ledger` unless another is given. `seed` numbers the handles of fresh_handle.
  explicit EffectLedger(std::uint64_t seed = 0);
  EffectLedger(std::uint64_t seed, Ref run) : seed_(seed), run_(std::move(run)) {}

  const Ref& run() const { return run_; }
  EventLedger& events() { return events_; }
  const EventLedger& events() const { return events_; }

  HandleId fresh_handle() { return {seed_, ++serial_}; }

  /// Appends; requires that no record has the same effect ref.
  void add(EffectRecord record);
  /// Requires a record of that effect.
  void set(const Ref& effect, EffectStatus status, std::optional<Ref> result,
           std::optional<std::string> error);
  /// Null for an unknown effect.
  const EffectRecord* find(const Ref& effect) const;
  /// In append order.
  std::span<const EffectRecord> records() const { return records_; }

  /// A later result shadows an earlier one of the same id. Emits no event.
  void insert_cassette_result(const ContentId& id, Ref result);
  /// The newest.
  std::optional<Ref> cassette_result(const ContentId& id) const;
  /// All, in append order.
  std::span<const std::pair<ContentId, Ref>> cassette_results() const { return results_; }

 private:
  std::uint64_t seed_;
  std::uint64_t serial_ = 0;
  Ref run_;
  EventLedger events_;
  std::vector<EffectRecord> records_;
  std::map<Ref, std::size_t> by_effect_;
  std::vector<std::pair<ContentId, Ref>> results_;
  std::map<ContentId, std::size_t> newest_;  // so that no look-up scans the list
};

}  // namespace fleetsim::core
