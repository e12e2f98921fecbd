#pragma once

#include <map>
#include <optional>

#include "core/value/content_id.h"

namespace fleetsim::core {

/// Data by what they are: in memory, ordered by content id, as large as what is put in. A plain value.
class DatumStore {
 public:
  /// The id of the datum; the first stored value wins for an id. Errors: those of canonical_bytes, nothing
  /// stored.
  Result<ContentId> intern(Datum datum);

  /// The value first stored, its members in their original order; none for an unknown id.
  std::optional<Datum> get(const ContentId& id) const;
  bool contains(const ContentId& id) const { return data_.contains(id); }
  std::size_t size() const { return data_.size(); }

 private:
  std::map<ContentId, Datum> data_;
};

}  // namespace fleetsim::core
