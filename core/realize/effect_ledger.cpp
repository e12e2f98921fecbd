#include "core/realize/effect_ledger.h"

namespace fleetsim::core {

EffectLedger::EffectLedger(std::uint64_t seed) : EffectLedger(seed, Symbol::qualified("effect", "ledger")) {}

void EffectLedger::add(EffectRecord record) {
  const bool fresh = by_effect_.emplace(record.effect, records_.size()).second;
  FLEET_CHECK(fresh, "an effect is recorded twice");
  records_.push_back(std::move(record));
}

void EffectLedger::set(const Ref& effect, EffectStatus status, std::optional<Ref> result,
                       std::optional<std::string> error) {
  const auto found = by_effect_.find(effect);
  FLEET_CHECK(found != by_effect_.end(), "an unknown effect");
  EffectRecord& record = records_[found->second];
  record.status = status;
  record.result = std::move(result);
  record.error = std::move(error);
}

const EffectRecord* EffectLedger::find(const Ref& effect) const {
  const auto found = by_effect_.find(effect);
  return found == by_effect_.end() ? nullptr : &records_[found->second];
}

void EffectLedger::insert_cassette_result(const ContentId& id, Ref result) {
  newest_.insert_or_assign(id, results_.size());
  results_.emplace_back(id, std::move(result));
}

std::optional<Ref> EffectLedger::cassette_result(const ContentId& id) const {
  const auto found = newest_.find(id);
  if (found == newest_.end()) return std::nullopt;
  return results_[found->second].second;
}

}  // namespace fleetsim::core
