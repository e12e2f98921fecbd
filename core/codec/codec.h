#pragma once

#include <functional>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/codec/read_policy.h"
#include "core/value/expr.h"
#include "core/value/expr_codec.h"

namespace fleetsim::core {

/// What carries out the read-time forms that a text codec may meet and the policy allows. Empty ones make
/// such a form a codec error.
struct ReadTimeForms {
  std::function<Result<Expr>(const Expr&)> evaluate =
      {};  ///< `#. form`; `#eval(...)` gives the list of its items
  std::function<Result<Expr>(const Expr&)> construct = {};  ///< `#(...)` gives the list of its items
};

/// How bytes are read. The default is for bytes of unknown origin.
struct ReadOptions {
  ReadPolicy policy = {};
  DecodeLimits limits = {};
  DecodeRules rules = DecodeRules::distinct;
  ReadTimeForms forms = {};
};

/// Expressions as bytes and back. Every codec here is deterministic (equal expressions have equal bytes),
/// keeps the split of a symbol into namespace and name, and fails closed at the limits. Stateless, shareable.
class Codec {
 public:
  virtual ~Codec() = default;

  /// `codec/binary`, `codec/lisp`, ...
  virtual const Symbol& id() const = 0;
  /// Errors: eval/limit_exceeded for what nests deeper than kDepthMax; a codec error for what the format
  /// cannot carry (strings that are not UTF-8, in text).
  virtual Result<Bytes> encode(const Expr& expr) const = 0;
  /// Errors: codec errors of this codec, with the place; capability_denied and trust_denied of the policy for
  /// read-time forms, before anything of the form is read.
  virtual Result<Expr> decode(ByteView bytes, const ReadOptions& options) const = 0;
};

using CodecRef = std::shared_ptr<const Codec>;

/// `codec/binary`: the document of core/value/expr_codec.h.
CodecRef binary_codec();
/// `codec/binary-base64`: that document in base64 (RFC 4648, section 4), for channels that carry only text.
CodecRef base64_codec();
/// `codec/lisp`: core/codec/lisp.h.
CodecRef lisp_codec();
/// `codec/json`: core/codec/json.h.
CodecRef json_codec();

}  // namespace fleetsim::core
