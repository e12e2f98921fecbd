#include "core/value/canonical_writer.h"

namespace fleetsim::core {

void CanonicalWriter::symbol(const Symbol& value) {
  u8(value.ns ? 1 : 0);
  if (value.ns) text(*value.ns);
  text(value.name);
}

void CanonicalWriter::header(std::string_view variant) {
  static constexpr std::string_view version = "sim6:datum:v1";
  static constexpr std::string_view prefix = "sim6:datum:";
  text(version);
  length(prefix.size() + variant.size());
  raw(as_bytes(prefix));
  raw(as_bytes(variant));
}

}  // namespace fleetsim::core
