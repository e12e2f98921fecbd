#include "core/value/expr.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/base/check.h"
#include "core/value/canonical_order.h"
#include "core/value/unlink.h"

namespace fleetsim::core {

const char* to_string(QuoteMode mode) {
  static constexpr std::array<const char*, kQuoteModes> names = {"Quote", "QuasiQuote", "Unquote", "Splice",
                                                                 "Syntax"};
  return names.at(static_cast<std::size_t>(mode));
}

struct Expr::Parts {
  Symbol symbol;
  std::string text;
  Bytes blob;
  std::vector<Expr> children;
  std::vector<Symbol> names;
  std::uint32_t depth = 1;
  bool has_unordered = false;

  Parts() = default;
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() {
    if (depth > kRecursiveDestructionMax) {
      unlink<Parts>(children, [](Expr& child) { return std::move(child.parts_); });
    }
  }
};

Expr::Expr(Kind kind, std::uint8_t flag, std::shared_ptr<Parts> parts) : kind_(kind), flag_(flag) {
  if (parts != nullptr) {
    std::uint32_t below = 0;
    bool unordered = kind == Kind::map || kind == Kind::set;
    for (const Expr& child : parts->children) {
      below = std::max(below, child.depth());
      unordered = unordered || child.has_unordered();
    }
    parts->depth = below == std::numeric_limits<std::uint32_t>::max() ? below : below + 1;
    parts->has_unordered = unordered;
  }
  parts_ = std::move(parts);
}

Expr Expr::boolean(bool value) {
  return {Kind::boolean, static_cast<std::uint8_t>(value ? 1 : 0), nullptr};
}

Expr Expr::number(Number value) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(value.domain);
  parts->text = std::move(value.canonical);
  return {Kind::number, 0, std::move(parts)};
}

Expr Expr::symbol(Symbol value) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(value);
  return {Kind::symbol, 0, std::move(parts)};
}

Expr Expr::local(Symbol value) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(value);
  return {Kind::local, 0, std::move(parts)};
}

Expr Expr::string(std::string value) {
  auto parts = std::make_shared<Parts>();
  parts->text = std::move(value);
  return {Kind::string, 0, std::move(parts)};
}

Expr Expr::bytes(Bytes value) {
  auto parts = std::make_shared<Parts>();
  parts->blob = std::move(value);
  return {Kind::bytes, 0, std::move(parts)};
}

Expr Expr::list(std::vector<Expr> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::list, 0, std::move(parts)};
}

Expr Expr::vector(std::vector<Expr> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::vector, 0, std::move(parts)};
}

Expr Expr::map(std::vector<Entry> entries) {
  auto parts = std::make_shared<Parts>();
  parts->children.reserve(2 * entries.size());
  for (Entry& entry : entries) {
    parts->children.push_back(std::move(entry.first));
    parts->children.push_back(std::move(entry.second));
  }
  return {Kind::map, 0, std::move(parts)};
}

Expr Expr::set(std::vector<Expr> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::set, 0, std::move(parts)};
}

Expr Expr::call(Expr operation, std::vector<Expr> arguments) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(arguments);
  parts->children.insert(parts->children.begin(), std::move(operation));
  return {Kind::call, 0, std::move(parts)};
}

Expr Expr::infix(Symbol operation, Expr left, Expr right) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(operation);
  parts->children.reserve(2);
  parts->children.push_back(std::move(left));
  parts->children.push_back(std::move(right));
  return {Kind::infix, 0, std::move(parts)};
}

Expr Expr::prefix(Symbol operation, Expr argument) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(operation);
  parts->children.push_back(std::move(argument));
  return {Kind::prefix, 0, std::move(parts)};
}

Expr Expr::postfix(Symbol operation, Expr argument) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(operation);
  parts->children.push_back(std::move(argument));
  return {Kind::postfix, 0, std::move(parts)};
}

Expr Expr::block(std::vector<Expr> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::block, 0, std::move(parts)};
}

Expr Expr::quote(QuoteMode mode, Expr quoted) {
  auto parts = std::make_shared<Parts>();
  parts->children.push_back(std::move(quoted));
  return {Kind::quote, static_cast<std::uint8_t>(mode), std::move(parts)};
}

Expr Expr::annotated(Expr annotated, std::vector<Annotation> annotations) {
  auto parts = std::make_shared<Parts>();
  parts->children.reserve(1 + annotations.size());
  parts->names.reserve(annotations.size());
  parts->children.push_back(std::move(annotated));
  for (Annotation& annotation : annotations) {
    parts->names.push_back(std::move(annotation.first));
    parts->children.push_back(std::move(annotation.second));
  }
  return {Kind::annotated, 0, std::move(parts)};
}

Expr Expr::extension(Symbol tag, Expr payload) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(tag);
  parts->children.push_back(std::move(payload));
  return {Kind::extension, 0, std::move(parts)};
}

Expr Expr::with_children(std::vector<Expr> children) const {
  FLEET_CHECK(children.size() == this->children().size());
  if (parts_ == nullptr) return *this;
  auto parts = std::make_shared<Parts>();
  parts->symbol = parts_->symbol;
  parts->text = parts_->text;
  parts->blob = parts_->blob;
  parts->names = parts_->names;
  parts->children = std::move(children);
  return {kind_, flag_, std::move(parts)};
}

const char* Expr::kind_name() const {
  static constexpr std::array<const char*, 19> names = {
      "nil", "bool", "number", "symbol", "local",   "string", "bytes", "list",      "vector",   "map",
      "set", "call", "infix",  "prefix", "postfix", "block",  "quote", "annotated", "extension"};
  return names.at(static_cast<std::size_t>(kind_));
}

const Expr::Parts& Expr::parts() const {
  FLEET_CHECK(parts_ != nullptr, kind_name());
  return *parts_;
}

bool Expr::as_bool() const {
  FLEET_CHECK(kind_ == Kind::boolean, kind_name());
  return flag_ != 0;
}

QuoteMode Expr::quote_mode() const {
  FLEET_CHECK(kind_ == Kind::quote, kind_name());
  return static_cast<QuoteMode>(flag_);
}

const Symbol& Expr::symbol() const {
  FLEET_CHECK(kind_ == Kind::number || kind_ == Kind::symbol || kind_ == Kind::local ||
                  kind_ == Kind::infix || kind_ == Kind::prefix || kind_ == Kind::postfix ||
                  kind_ == Kind::extension,
              kind_name());
  return parts().symbol;
}

const std::string& Expr::text() const {
  FLEET_CHECK(kind_ == Kind::string || kind_ == Kind::number, kind_name());
  return parts().text;
}

ByteView Expr::bytes() const {
  FLEET_CHECK(kind_ == Kind::bytes, kind_name());
  return parts().blob;
}

Number Expr::number() const {
  FLEET_CHECK(kind_ == Kind::number, kind_name());
  return {parts().symbol, parts().text};
}

std::span<const Expr> Expr::children() const {
  if (parts_ == nullptr) return {};
  return parts_->children;
}

std::span<const Symbol> Expr::names() const {
  if (parts_ == nullptr) return {};
  return parts_->names;
}

std::uint32_t Expr::depth() const {
  return parts_ == nullptr ? 1 : parts_->depth;
}

bool Expr::has_unordered() const {
  return parts_ != nullptr && parts_->has_unordered;
}

bool operator==(const Expr& a, const Expr& b) {
  if (a.shares_with(b)) return true;
  if (a.depth() != b.depth() || a.has_unordered() != b.has_unordered()) return false;
  if (!a.has_unordered() || a.depth() > kDepthMax) return compare_in_order(a, b) == 0;
  return compare_in_order(canonical_form(a), canonical_form(b)) == 0;
}

}  // namespace fleetsim::core
