#pragma once

#include <compare>

#include "core/base/bytes.h"
#include "core/value/content_id.h"
#include "core/value/datum.h"

namespace fleetsim::core {

struct EvalRequest;

/// The deterministic identity of an EvalRequest: equal requests (but for deadline and result shape) have
/// equal keys on every node. 32 bytes; the datum behind it is derived on demand. Contract row 2.
class ContentKey {
 public:
  /// Contract: data-model §10. Fails only for an expression deeper than kDepthMax (eval/limit_exceeded).
  static Result<ContentKey> from_request(const EvalRequest& request);
  /// For decoders: any 32 bytes are a key.
  static ContentKey from_digest(const Digest& digest);

  const Digest& digest() const { return digest_; }
  /// Node `fabric/content-key` with `algorithm` and `digest`.
  Datum datum() const;
  /// The canonical bytes of `datum()`: always 392.
  Bytes canonical() const;
  /// The content id of `datum()`: the key's id in an effect ledger. A second hash, not the digest.
  ContentId effect_ledger_id() const;

  /// By digest. (The original orders by canonical bytes, an artefact of hashed records: see reference_less.)
  friend auto operator<=>(const ContentKey&, const ContentKey&) = default;

 private:
  explicit ContentKey(const Digest& digest) : digest_(digest) {}

  Digest digest_;
};

/// The bytes whose SHA-256 a key is, for finding the cause of a difference. Errors: those of from_request.
Result<Bytes> content_key_request_bytes(const EvalRequest& request);

/// The original's order of keys: lexicographic on canonical bytes. No behaviour depends on it.
bool reference_less(const ContentKey& a, const ContentKey& b);

/// For look-ups only.
struct ContentKeyHash {
  std::size_t operator()(const ContentKey& key) const { return DigestHash{}(key.digest()); }
};

}  // namespace fleetsim::core
