#include "core/realize/term.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/value/unlink.h"

namespace fleetsim::core {

struct Term::Parts {
  Kind kind = Kind::literal;
  QuoteMode mode = QuoteMode::quote;
  Symbol symbol;
  Datum datum;
  Ref ref;
  OpKey op;
  std::vector<Term> children;
  std::vector<Annotation> annotations;
  std::uint32_t depth = 1;

  ~Parts() {
    unlink<Parts>(children, [](Term& term) { return std::move(term.parts_); });
  }
};

Term Term::make(std::shared_ptr<Parts> parts) {
  std::uint32_t below = 0;
  for (const Term& child : parts->children) below = std::max(below, child.depth());
  parts->depth = below == std::numeric_limits<std::uint32_t>::max() ? below : below + 1;
  return Term(std::move(parts));
}

Term Term::literal(Datum value) {
  auto parts = std::make_shared<Parts>();
  parts->datum = std::move(value);
  return make(std::move(parts));
}

Term Term::ref(Ref to) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::ref;
  parts->ref = std::move(to);
  return make(std::move(parts));
}

Term Term::local(Symbol name) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::local;
  parts->symbol = std::move(name);
  return make(std::move(parts));
}

Term Term::let(Symbol name, Term value, Term body) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::let;
  parts->symbol = std::move(name);
  parts->children.push_back(std::move(value));
  parts->children.push_back(std::move(body));
  return make(std::move(parts));
}

Term Term::op(OpKey key, Term input) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::op;
  parts->op = std::move(key);
  parts->children.push_back(std::move(input));
  return make(std::move(parts));
}

Term Term::call(Term target, std::vector<Term> arguments) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::call;
  parts->children.push_back(std::move(target));
  for (Term& argument : arguments) parts->children.push_back(std::move(argument));
  return make(std::move(parts));
}

Term Term::seq(std::vector<Term> items) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::seq;
  parts->children = std::move(items);
  return make(std::move(parts));
}

Term Term::quote(QuoteMode mode, Datum quoted) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::quote;
  parts->mode = mode;
  parts->datum = std::move(quoted);
  return make(std::move(parts));
}

Term Term::annotated(Term term, std::vector<Annotation> annotations) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::annotated;
  parts->children.push_back(std::move(term));
  parts->annotations = std::move(annotations);
  return make(std::move(parts));
}

Term Term::extension(Symbol tag, Datum payload) {
  auto parts = std::make_shared<Parts>();
  parts->kind = Kind::extension;
  parts->symbol = std::move(tag);
  parts->datum = std::move(payload);
  return make(std::move(parts));
}

Term::Kind Term::kind() const {
  return parts_->kind;
}
const Symbol& Term::symbol() const {
  return parts_->symbol;
}
const Datum& Term::datum() const {
  return parts_->datum;
}
const Ref& Term::target() const {
  return parts_->ref;
}
const OpKey& Term::op_key() const {
  return parts_->op;
}
QuoteMode Term::quote_mode() const {
  return parts_->mode;
}
std::span<const Term> Term::children() const {
  return parts_->children;
}
std::span<const Term::Annotation> Term::annotations() const {
  return parts_->annotations;
}
std::uint32_t Term::depth() const {
  return parts_->depth;
}

const char* to_string(Term::Kind kind) {
  static constexpr std::array<const char*, 10> names = {"literal", "ref", "local", "let",       "op",
                                                        "call",    "seq", "quote", "annotated", "extension"};
  return names.at(static_cast<std::size_t>(kind));
}

}  // namespace fleetsim::core
