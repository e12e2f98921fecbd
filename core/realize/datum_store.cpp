#include "core/realize/datum_store.h"

namespace fleetsim::core {

Result<ContentId> DatumStore::intern(Datum datum) {
  Result<ContentId> id = content_id(datum);
  if (!id) return id.error();
  data_.try_emplace(*id, std::move(datum));
  return *id;
}

std::optional<Datum> DatumStore::get(const ContentId& id) const {
  const auto found = data_.find(id);
  if (found == data_.end()) return std::nullopt;
  return found->second;
}

}  // namespace fleetsim::core
