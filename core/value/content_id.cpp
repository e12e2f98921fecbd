#include "core/value/content_id.h"

#include "core/base/sha256.h"

namespace fleetsim::core {

const Symbol& content_algorithm() {
  static const Symbol algorithm = Symbol::qualified("core", "sha256-datum-v1");
  return algorithm;
}

Result<ContentId> content_id(const Datum& datum) {
  const Result<Bytes> bytes = canonical_bytes(datum);
  if (!bytes) return bytes.error();
  return ContentId{content_algorithm(), sha256(*bytes)};
}

}  // namespace fleetsim::core
