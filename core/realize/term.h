#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/realize/op_key.h"
#include "core/realize/ref.h"
#include "core/value/datum.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// The executable form of an expression (contract: data-model §13): an immutable tree, a copy is one pointer.
///
///   kind        symbol()   datum()      children()              names()/data()
///   literal                the value
///   ref                    (ref(): what it points at)
///   local       the name
///   let         the name                value, body
///   op                     (op(): the operation)   input
///   call                                target, arguments ...
///   seq                                 items
///   quote                  the quoted   (mode: quote_mode)
///   annotated                           the annotated           one name and one datum per annotation
///   extension   the tag    the payload
class Term {
 public:
  enum class Kind : std::uint8_t { literal, ref, local, let, op, call, seq, quote, annotated, extension };
  using Annotation = std::pair<Symbol, Datum>;

  static Term literal(Datum value);
  static Term ref(Ref to);
  static Term local(Symbol name);
  static Term let(Symbol name, Term value, Term body);
  static Term op(OpKey key, Term input);
  static Term call(Term target, std::vector<Term> arguments);
  static Term seq(std::vector<Term> items);
  static Term quote(QuoteMode mode, Datum quoted);
  static Term annotated(Term term, std::vector<Annotation> annotations);
  static Term extension(Symbol tag, Datum payload);

  Kind kind() const;
  /// Each requires a kind that has the part (see the table above).
  const Symbol& symbol() const;
  const Datum& datum() const;
  const Ref& target() const;
  const OpKey& op_key() const;
  QuoteMode quote_mode() const;
  /// Empty for leaves.
  std::span<const Term> children() const;
  std::span<const Annotation> annotations() const;
  /// Levels of nesting of terms: 1 for a leaf.
  std::uint32_t depth() const;

 private:
  struct Parts;
  static Term make(std::shared_ptr<Parts> parts);
  explicit Term(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<const Parts> parts_;
};

/// Lowering. Scalars and collections of data become literals, symbols refs, infix, prefix and postfix calls
/// of their operator, blocks sequences. Errors: those of datum_from_expr, for a collection, a quoted, an
/// annotation or a payload that is no data; eval/limit_exceeded above kDepthMax.
Result<Term> term_from_expr(const Expr& expr);

/// The expression form: let and op become extensions `core/term-let` and `core/term-op`, refs other than
/// symbols the expression of their datum form. Error: eval/limit_exceeded above kDepthMax levels of terms.
Result<Expr> expr_from_term(const Term& term);

/// The term's own record form, which every term has: node `core/term-<kind>` with the parts as fields. Not
/// the datum of the expression form, which calls and sequences do not have. Error: eval/limit_exceeded above
/// kDepthMax levels of terms.
Result<Datum> datum_from_term(const Term& term);

/// `literal`, `ref`, `local`, `let`, `op`, `call`, `seq`, `quote`, `annotated`, `extension`.
const char* to_string(Term::Kind kind);

}  // namespace fleetsim::core
