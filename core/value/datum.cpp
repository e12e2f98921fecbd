#include "core/value/datum.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>

#include "core/base/check.h"
#include "core/value/canonical_order.h"
#include "core/value/unlink.h"

namespace fleetsim::core {

struct Datum::Parts {
  Symbol symbol;
  std::string text;
  Bytes blob;
  std::vector<Datum> children;
  std::vector<Symbol> names;
  std::uint32_t depth = 1;

  Parts() = default;
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() {
    if (depth > kRecursiveDestructionMax) {
      unlink<Parts>(children, [](Datum& child) { return std::move(child.parts_); });
    }
  }
};

Datum::Datum(Kind kind, bool flag, std::shared_ptr<Parts> parts) : kind_(kind), flag_(flag) {
  if (parts != nullptr) {
    std::uint32_t below = 0;
    for (const Datum& child : parts->children) below = std::max(below, child.depth());
    parts->depth = below == std::numeric_limits<std::uint32_t>::max() ? below : below + 1;
  }
  parts_ = std::move(parts);
}

Datum Datum::boolean(bool value) {
  return {Kind::boolean, value, nullptr};
}

Datum Datum::number(Number value) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(value.domain);
  parts->text = std::move(value.canonical);
  return {Kind::number, false, std::move(parts)};
}

Datum Datum::symbol(Symbol value) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(value);
  return {Kind::symbol, false, std::move(parts)};
}

Datum Datum::string(std::string value) {
  auto parts = std::make_shared<Parts>();
  parts->text = std::move(value);
  return {Kind::string, false, std::move(parts)};
}

Datum Datum::bytes(Bytes value) {
  auto parts = std::make_shared<Parts>();
  parts->blob = std::move(value);
  return {Kind::bytes, false, std::move(parts)};
}

Datum Datum::list(std::vector<Datum> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::list, false, std::move(parts)};
}

Datum Datum::vector(std::vector<Datum> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::vector, false, std::move(parts)};
}

Datum Datum::map(std::vector<Entry> entries) {
  auto parts = std::make_shared<Parts>();
  parts->children.reserve(2 * entries.size());
  for (Entry& entry : entries) {
    parts->children.push_back(std::move(entry.first));
    parts->children.push_back(std::move(entry.second));
  }
  return {Kind::map, false, std::move(parts)};
}

Datum Datum::set(std::vector<Datum> items) {
  auto parts = std::make_shared<Parts>();
  parts->children = std::move(items);
  return {Kind::set, false, std::move(parts)};
}

Datum Datum::node(Symbol tag, std::vector<Field> fields) {
  auto parts = std::make_shared<Parts>();
  parts->symbol = std::move(tag);
  parts->names.reserve(fields.size());
  parts->children.reserve(fields.size());
  for (Field& field : fields) {
    parts->names.push_back(std::move(field.first));
    parts->children.push_back(std::move(field.second));
  }
  return {Kind::node, false, std::move(parts)};
}

const Datum::Parts& Datum::parts() const {
  FLEET_CHECK(parts_ != nullptr, "a datum without such parts");
  return *parts_;
}

bool Datum::as_bool() const {
  FLEET_CHECK(kind_ == Kind::boolean);
  return flag_;
}

const Symbol& Datum::symbol() const {
  FLEET_CHECK(kind_ == Kind::number || kind_ == Kind::symbol || kind_ == Kind::node);
  return parts().symbol;
}

const std::string& Datum::text() const {
  FLEET_CHECK(kind_ == Kind::string || kind_ == Kind::number);
  return parts().text;
}

ByteView Datum::bytes() const {
  FLEET_CHECK(kind_ == Kind::bytes);
  return parts().blob;
}

Number Datum::number() const {
  FLEET_CHECK(kind_ == Kind::number);
  return {parts().symbol, parts().text};
}

std::span<const Datum> Datum::children() const {
  if (parts_ == nullptr) return {};
  return parts_->children;
}

std::span<const Symbol> Datum::names() const {
  if (parts_ == nullptr) return {};
  return parts_->names;
}

std::uint32_t Datum::depth() const {
  return parts_ == nullptr ? 1 : parts_->depth;
}

bool operator==(const Datum& a, const Datum& b) {
  std::vector<std::pair<const Datum*, const Datum*>> pairs{{&a, &b}};
  while (!pairs.empty()) {
    const auto [left, right] = pairs.back();
    pairs.pop_back();
    if (left->kind_ != right->kind_ || left->flag_ != right->flag_) return false;
    const Datum::Parts* x = left->parts_.get();
    const Datum::Parts* y = right->parts_.get();
    if (x == y) continue;
    if (x == nullptr || y == nullptr) return false;
    if (x->symbol != y->symbol || x->text != y->text || x->blob != y->blob || x->names != y->names ||
        x->depth != y->depth || x->children.size() != y->children.size()) {
      return false;
    }
    for (std::size_t i = x->children.size(); i-- > 0;) pairs.emplace_back(&x->children[i], &y->children[i]);
  }
  return true;
}

namespace {

// Both conversions recurse; their callers have checked the depth. What they do at one level is never inlined
// into them, because their own frames are on the stack once per level.

std::vector<Datum::Entry> pairs_of(std::vector<Datum> items) {
  std::vector<Datum::Entry> pairs;
  pairs.reserve(items.size() / 2);
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    pairs.emplace_back(std::move(items[i]), std::move(items[i + 1]));
  }
  return pairs;
}

class ToDatum {
 public:
  // Nil on failure; error() says why.
  Datum convert(const Expr& expr) {
    const bool node = expr.kind() == Expr::Kind::extension;
    if (!check(expr)) return {};
    const std::span<const Expr> parts = node ? expr.children()[0].children() : expr.children();
    std::vector<Datum> children;
    children.reserve(node ? parts.size() / 2 : parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (node && i % 2 == 0) {
        if (!check_field(parts[i])) return {};
      } else {
        children.push_back(convert(parts[i]));
        if (error_) return {};
      }
    }
    return assemble(expr, std::move(children));
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  [[gnu::noinline]] bool refuse(const char* expected, const Expr& found) {
    error_ = Error::type_mismatch(expected, std::string(found.kind_name()) + " expression");
    return false;
  }

  [[gnu::noinline]] bool check_field(const Expr& key) {
    return key.kind() == Expr::Kind::symbol || refuse("datum node field symbol", key);
  }

  [[gnu::noinline]] bool check(const Expr& expr) {
    switch (expr.kind()) {
      case Expr::Kind::nil:
      case Expr::Kind::boolean:
      case Expr::Kind::number:
      case Expr::Kind::symbol:
      case Expr::Kind::string:
      case Expr::Kind::bytes:
      case Expr::Kind::list:
      case Expr::Kind::vector:
      case Expr::Kind::map:
      case Expr::Kind::set:
        return true;
      case Expr::Kind::extension: {
        const Expr& payload = expr.children()[0];
        return payload.kind() == Expr::Kind::map || refuse("datum node field map", payload);
      }
      case Expr::Kind::local:
      case Expr::Kind::call:
      case Expr::Kind::infix:
      case Expr::Kind::prefix:
      case Expr::Kind::postfix:
      case Expr::Kind::block:
      case Expr::Kind::quote:
      case Expr::Kind::annotated:
        break;
    }
    return refuse("datum expression", expr);
  }

  [[gnu::noinline]] static Datum assemble(const Expr& expr, std::vector<Datum> children) {
    switch (expr.kind()) {
      case Expr::Kind::nil:
        return Datum::nil();
      case Expr::Kind::boolean:
        return Datum::boolean(expr.as_bool());
      case Expr::Kind::number:
        return Datum::number(expr.number());
      case Expr::Kind::symbol:
        return Datum::symbol(expr.symbol());
      case Expr::Kind::string:
        return Datum::string(expr.text());
      case Expr::Kind::bytes:
        return Datum::bytes(Bytes(expr.bytes().begin(), expr.bytes().end()));
      case Expr::Kind::list:
        return Datum::list(std::move(children));
      case Expr::Kind::vector:
        return Datum::vector(std::move(children));
      case Expr::Kind::set:
        return Datum::set(std::move(children));
      case Expr::Kind::map:
        return Datum::map(pairs_of(std::move(children)));
      default:
        break;
    }
    const std::span<const Expr> payload = expr.children()[0].children();
    std::vector<Datum::Field> fields;
    fields.reserve(children.size());
    for (std::size_t i = 0; i < children.size(); ++i) {
      fields.emplace_back(payload[2 * i].symbol(), std::move(children[i]));
    }
    return Datum::node(expr.symbol(), std::move(fields));
  }

  std::optional<Error> error_;
};

[[gnu::noinline]] Expr assemble_expr(const Datum& datum, std::vector<Expr> children) {
  std::vector<Expr::Entry> entries;
  switch (datum.kind()) {
    case Datum::Kind::nil:
      return Expr::nil();
    case Datum::Kind::boolean:
      return Expr::boolean(datum.as_bool());
    case Datum::Kind::number:
      return Expr::number(datum.number());
    case Datum::Kind::symbol:
      return Expr::symbol(datum.symbol());
    case Datum::Kind::string:
      return Expr::string(datum.text());
    case Datum::Kind::bytes:
      return Expr::bytes(Bytes(datum.bytes().begin(), datum.bytes().end()));
    case Datum::Kind::list:
      return Expr::list(std::move(children));
    case Datum::Kind::vector:
      return Expr::vector(std::move(children));
    case Datum::Kind::set:
      return Expr::set(std::move(children));
    case Datum::Kind::map:
      entries.reserve(children.size() / 2);
      for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
        entries.emplace_back(std::move(children[i]), std::move(children[i + 1]));
      }
      return Expr::map(std::move(entries));
    case Datum::Kind::node:
      break;
  }
  entries.reserve(children.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    entries.emplace_back(Expr::symbol(datum.names()[i]), std::move(children[i]));
  }
  return Expr::extension(datum.symbol(), Expr::map(std::move(entries)));
}

Expr to_expr(const Datum& datum) {
  std::vector<Expr> children;
  children.reserve(datum.children().size());
  for (const Datum& child : datum.children()) children.push_back(to_expr(child));
  return assemble_expr(datum, std::move(children));
}

}  // namespace

Result<Datum> datum_from_expr(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  ToDatum conversion;
  Datum datum = conversion.convert(expr);
  if (conversion.error()) return *conversion.error();
  return datum;
}

Result<Expr> expr_from_datum(const Datum& datum) {
  if (Result<void> shallow = check_depth(datum.depth(), "datum"); !shallow) return shallow.error();
  return to_expr(datum);
}

}  // namespace fleetsim::core
