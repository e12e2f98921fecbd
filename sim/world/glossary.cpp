#include "sim/world/glossary.h"

namespace fleetsim::sim {

void Glossary::extend(PartId part, const core::FactTable& theirs) {
  std::vector<core::FactId>& ids = ids_[part];
  core::FactTable& table = *table_.shared();
  while (ids.size() < theirs.facts()) {
    const auto fact = static_cast<core::FactId>(ids.size());
    const core::HolderId holder = table.holder_id(theirs.holder(theirs.holder_of(fact)));
    const core::KeyId key = theirs.is_epoch(fact) ? core::kNoKey : table.key_id(theirs.key(theirs.key_of(fact)));
    ids.push_back(table.fact_id(holder, key, theirs.stamp(fact)));
  }
}

void Glossary::translate(PartId part, core::Learned& learned) const {
  const std::vector<core::FactId>& ids = ids_[part];
  for (core::FactId& fact : learned.facts) fact = ids[fact];
  for (core::FactId& fact : learned.dropped) fact = ids[fact];
}

}  // namespace fleetsim::sim
