#pragma once

#include <compare>

#include "core/base/bytes.h"
#include "core/value/datum.h"

namespace fleetsim::core {

/// The identity of a datum: the algorithm (always `core/sha256-datum-v1` here) and the SHA-256 of its
/// canonical bytes. Order: algorithm, then digest bytes.
struct ContentId {
  Symbol algorithm;
  Digest digest;

  friend bool operator==(const ContentId&, const ContentId&) = default;
  friend std::strong_ordering operator<=>(const ContentId&, const ContentId&) = default;
};

/// `core/sha256-datum-v1`.
const Symbol& content_algorithm();

/// Errors: those of canonical_bytes.
Result<ContentId> content_id(const Datum& datum);

}  // namespace fleetsim::core
