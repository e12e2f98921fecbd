#include "core/store/stored_reply.h"

#include "core/base/sha256.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {

StoredReply::StoredReply(SharedBytes bytes) : bytes_(std::move(bytes)), digest_(sha256(*bytes_)) {}

Result<StoredReply> StoredReply::encode(const EvalReply& reply) {
  Result<Bytes> bytes = encode_reply(reply);
  if (!bytes) return bytes.error();
  // Decoders are stricter than encoders (depth, sizes, UTF-8). What nobody could read again is refused here,
  // not kept and met again by whoever reads it, a peer or the next life of this node.
  return from_bytes(share(*std::move(bytes)));
}

Result<StoredReply> StoredReply::from_bytes(SharedBytes bytes) {
  if (bytes->size() > kReplyBytesMax)
    return Error::eval("a reply of more than 64 MiB", ErrorCode::limit_exceeded);
  if (Result<EvalReply> decoded = decode_reply(*bytes); !decoded) return decoded.error();
  return StoredReply(std::move(bytes));
}

EvalReply StoredReply::decode() const {
  return *decode_reply(*bytes_);
}

}  // namespace fleetsim::core
