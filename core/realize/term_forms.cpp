// Terms from expressions, and as expressions and data.

#include <utility>

#include "core/realize/term.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

Symbol bare(const char* name) {
  return Symbol::unqualified(name);
}
Symbol core_symbol(std::string name) {
  return Symbol::qualified("core", std::move(name));
}

// These three recurse; require depth <= kDepthMax.

Result<Term> lower(const Expr& expr);

Result<std::vector<Term>> lower_all(std::span<const Expr> exprs) {
  std::vector<Term> terms;
  terms.reserve(exprs.size());
  for (const Expr& expr : exprs) {
    Result<Term> term = lower(expr);
    if (!term) return term.error();
    terms.push_back(*std::move(term));
  }
  return terms;
}

Result<Term> lower_call(Result<Term> target, std::span<const Expr> arguments) {
  if (!target) return target;
  Result<std::vector<Term>> lowered = lower_all(arguments);
  if (!lowered) return lowered.error();
  return Term::call(*std::move(target), *std::move(lowered));
}

Result<Term> lower_annotated(const Expr& expr) {
  Result<Term> annotated = lower(expr.children()[0]);
  if (!annotated) return annotated;
  std::vector<Term::Annotation> annotations;
  for (std::size_t i = 0; i < expr.names().size(); ++i) {
    Result<Datum> value = datum_from_expr(expr.children()[i + 1]);
    if (!value) return value.error();
    annotations.emplace_back(expr.names()[i], *std::move(value));
  }
  return Term::annotated(*std::move(annotated), std::move(annotations));
}

Result<Term> lower(const Expr& expr) {
  const std::span<const Expr> children = expr.children();
  switch (expr.kind()) {
    case Expr::Kind::symbol:
      return Term::ref(expr.symbol());
    case Expr::Kind::local:
      return Term::local(expr.symbol());
    case Expr::Kind::call:
      return lower_call(lower(children[0]), children.subspan(1));
    case Expr::Kind::infix:
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
      return lower_call(Term::ref(expr.symbol()), children);
    case Expr::Kind::block: {
      Result<std::vector<Term>> items = lower_all(children);
      if (!items) return items.error();
      return Term::seq(*std::move(items));
    }
    case Expr::Kind::quote: {
      Result<Datum> quoted = datum_from_expr(children[0]);
      if (!quoted) return quoted.error();
      return Term::quote(expr.quote_mode(), *std::move(quoted));
    }
    case Expr::Kind::annotated:
      return lower_annotated(expr);
    case Expr::Kind::extension: {
      Result<Datum> payload = datum_from_expr(children[0]);
      if (!payload) return payload.error();
      return Term::extension(expr.symbol(), *std::move(payload));
    }
    default: {
      Result<Datum> value = datum_from_expr(expr);
      if (!value) return value.error();
      return Term::literal(*std::move(value));
    }
  }
}

Expr map_of(std::vector<std::pair<const char*, Expr>> fields) {
  std::vector<Expr::Entry> entries;
  for (auto& [name, value] : fields) entries.emplace_back(Expr::symbol(bare(name)), std::move(value));
  return Expr::map(std::move(entries));
}

Result<Expr> raise(const Term& term) {
  std::vector<Expr> children;
  for (const Term& child : term.children()) {
    Result<Expr> raised = raise(child);
    if (!raised) return raised;
    children.push_back(*std::move(raised));
  }
  switch (term.kind()) {
    case Term::Kind::literal:
      return expr_from_datum(term.datum());
    case Term::Kind::ref:
      if (const auto* symbol = std::get_if<Symbol>(&term.target())) return Expr::symbol(*symbol);
      return expr_from_datum(datum_from_ref(term.target()));
    case Term::Kind::local:
      return Expr::local(term.symbol());
    case Term::Kind::let:
      return Expr::extension(core_symbol("term-let"), map_of({{"name", Expr::symbol(term.symbol())},
                                                              {"value", std::move(children[0])},
                                                              {"body", std::move(children[1])}}));
    case Term::Kind::op: {
      Result<Expr> key = expr_from_datum(datum_from_op_key(term.op_key()));
      if (!key) return key;
      return Expr::extension(core_symbol("term-op"),
                             map_of({{"op", *std::move(key)}, {"input", std::move(children[0])}}));
    }
    case Term::Kind::call: {
      Expr target = std::move(children[0]);
      children.erase(children.begin());
      return Expr::call(std::move(target), std::move(children));
    }
    case Term::Kind::seq:
      return Expr::block(std::move(children));
    case Term::Kind::quote: {
      Result<Expr> quoted = expr_from_datum(term.datum());
      if (!quoted) return quoted;
      return Expr::quote(term.quote_mode(), *std::move(quoted));
    }
    case Term::Kind::annotated: {
      std::vector<Expr::Annotation> annotations;
      for (const auto& [name, datum] : term.annotations()) {
        Result<Expr> value = expr_from_datum(datum);
        if (!value) return value;
        annotations.emplace_back(name, *std::move(value));
      }
      return Expr::annotated(std::move(children[0]), std::move(annotations));
    }
    case Term::Kind::extension: {
      Result<Expr> payload = expr_from_datum(term.datum());
      if (!payload) return payload;
      return Expr::extension(term.symbol(), *std::move(payload));
    }
  }
  FLEET_CHECK(false, "a term of no kind");
}

Datum record(const Term& term) {
  std::vector<Datum> children;
  for (const Term& child : term.children()) children.push_back(record(child));
  std::vector<Datum::Field> fields;
  const auto field = [&](const char* name, Datum value) {
    fields.emplace_back(bare(name), std::move(value));
  };
  switch (term.kind()) {
    case Term::Kind::literal:
      field("value", term.datum());
      break;
    case Term::Kind::ref:
      field("ref", datum_from_ref(term.target()));
      break;
    case Term::Kind::local:
      field("name", Datum::symbol(term.symbol()));
      break;
    case Term::Kind::let:
      field("name", Datum::symbol(term.symbol()));
      field("value", std::move(children[0]));
      field("body", std::move(children[1]));
      break;
    case Term::Kind::op:
      field("op", datum_from_op_key(term.op_key()));
      field("input", std::move(children[0]));
      break;
    case Term::Kind::call:
      field("target", std::move(children[0]));
      children.erase(children.begin());
      field("args", Datum::vector(std::move(children)));
      break;
    case Term::Kind::seq:
      field("items", Datum::vector(std::move(children)));
      break;
    case Term::Kind::quote:
      field("mode", Datum::string(to_string(term.quote_mode())));
      field("datum", term.datum());
      break;
    case Term::Kind::annotated: {
      std::vector<Datum> annotations;
      for (const auto& [name, value] : term.annotations())
        annotations.push_back(Datum::node(core_symbol("term-annotation"),
                                          {{bare("name"), Datum::symbol(name)}, {bare("value"), value}}));
      field("term", std::move(children[0]));
      field("annotations", Datum::vector(std::move(annotations)));
      break;
    }
    case Term::Kind::extension:
      field("tag", Datum::symbol(term.symbol()));
      field("payload", term.datum());
      break;
  }
  return Datum::node(core_symbol(std::string("term-") + to_string(term.kind())), std::move(fields));
}

}  // namespace

Result<Term> term_from_expr(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  return lower(expr);
}

Result<Expr> expr_from_term(const Term& term) {
  if (Result<void> shallow = check_depth(term.depth(), "term"); !shallow) return shallow.error();
  return raise(term);
}

Result<Datum> datum_from_term(const Term& term) {
  if (Result<void> shallow = check_depth(term.depth(), "term"); !shallow) return shallow.error();
  return record(term);
}

}  // namespace fleetsim::core
