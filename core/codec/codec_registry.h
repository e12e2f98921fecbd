#pragma once

#include <map>
#include <vector>

#include "core/codec/codec.h"

namespace fleetsim::core {

/// The codecs that somebody speaks, by symbol.
class CodecRegistry {
 public:
  CodecRegistry() = default;
  /// `codec/binary`, `codec/binary-base64`, `codec/json`, `codec/lisp`.
  static CodecRegistry with_all();

  /// Replaces one of the same id.
  void install(CodecRef codec);
  bool has(const Symbol& id) const { return codecs_.contains(id); }
  /// Ascending by symbol.
  std::vector<Symbol> ids() const;

  /// Error: codec error of `id` when there is none such.
  Result<CodecRef> find(const Symbol& id) const;
  /// Errors: those of find and of the codec.
  Result<Bytes> encode(const Symbol& id, const Expr& expr) const;
  Result<Expr> decode(const Symbol& id, ByteView bytes, const ReadOptions& options = {}) const;

 private:
  std::map<Symbol, CodecRef> codecs_;
};

}  // namespace fleetsim::core
