#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/eval/eval_reply.h"
#include "core/wire/message.h"

namespace fleetsim::core {

/// Longer replies are never kept: each fits into one message and into one record of a log, with their heads.
inline constexpr std::size_t kReplyBytesMax = kMessageBytesMax - 1024;

/// A reply as it is kept and sent: its encoding, which nobody changes any more, and the SHA-256 of that
/// encoding, by which two holders can be compared. A copy is one pointer and 32 bytes.
class StoredReply {
 public:
  /// Errors: eval/limit_exceeded for values too deep to encode or too long; those of decode_reply for what it
  /// would refuse. What comes out always decodes.
  static Result<StoredReply> encode(const EvalReply& reply);
  /// Takes bytes of unknown origin. Errors: those of decode_reply; what comes out always decodes.
  static Result<StoredReply> from_bytes(SharedBytes bytes);

  const SharedBytes& bytes() const { return bytes_; }
  const Digest& digest() const { return digest_; }
  /// A fresh value each time.
  EvalReply decode() const;

  friend bool operator==(const StoredReply& a, const StoredReply& b) { return a.digest_ == b.digest_; }

 private:
  explicit StoredReply(SharedBytes bytes);

  SharedBytes bytes_;
  Digest digest_;
};

}  // namespace fleetsim::core
