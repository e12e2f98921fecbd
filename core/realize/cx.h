#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/codec/codec_registry.h"
#include "core/eval/eval_context.h"
#include "core/eval/eval_reply.h"
#include "core/realize/datum_store.h"
#include "core/realize/ref.h"
#include "core/realize/value.h"

namespace fleetsim::core {

/// The context of whoever realizes something (contract: data-model §18): what EvalContext grants, and the
/// services that realizing needs. A plain value: a copy goes its own way from then on.
/// Determinism: handles are numbered from the seed, never from clocks or addresses.
class Cx : public EvalContext {
 public:
  /// Nothing is granted; all codecs of the house are installed.
  explicit Cx(std::uint64_t seed = 0) : seed_(seed), codecs_(CodecRegistry::with_all()) {}
  Cx(EvalContext granted, std::uint64_t seed)
      : EvalContext(std::move(granted)), seed_(seed), codecs_(CodecRegistry::with_all()) {}

  DatumStore& store() { return store_; }
  const DatumStore& store() const { return store_; }
  CodecRegistry& codecs() { return codecs_; }
  const CodecRegistry& codecs() const { return codecs_; }

  /// `seed << 64 | n`, n from 1. The 2^64th is a bug.
  HandleId fresh_handle();
  /// A fresh handle to the value.
  HandleId hold(Value value);
  /// What a symbol stands for when it is resolved as a ref; a later one replaces an earlier one.
  void export_value(Symbol name, Value value) {
    exports_.insert_or_assign(std::move(name), std::move(value));
  }

  /// A value over a live object. Error: eval when there is none.
  Result<Value> make_object(std::shared_ptr<const RuntimeObject> object) const;

  /// Symbol: an exported value. Content: the stored datum, as value_from_datum makes it. Handle: the held
  /// value. Errors (eval): `unresolved ref <ref>`, for coordinates always; value_from_datum's.
  Result<Value> resolve(const Ref& ref) const;
  /// The same as an expression, but content is the stored datum exactly, with its vectors and sets.
  /// Errors: those of resolve, Value::as_expr, expr_from_datum.
  Result<Expr> resolve_expr(const Ref& ref) const;

  void diagnose(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }
  /// All diagnostics since the last time, in order; none are left.
  std::vector<Diagnostic> drain_diagnostics() { return std::exchange(diagnostics_, {}); }

 private:
  std::uint64_t seed_;
  std::uint64_t handles_ = 0;
  CodecRegistry codecs_;
  DatumStore store_;
  std::map<HandleId, Value> held_;
  std::map<Symbol, Value> exports_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace fleetsim::core
