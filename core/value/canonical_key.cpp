#include "core/value/canonical_key.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

using Shape = CanonicalKey::Shape;

// Both builders recurse; canonical_key() has checked the depth.
CanonicalKey build(const Expr& expr);

CanonicalKey shaped(Shape shape, std::string_view tag) {
  CanonicalKey key;
  key.shape = shape;
  key.tag = tag;
  return key;
}

CanonicalKey symbol_key(std::string_view tag, const Symbol& symbol) {
  CanonicalKey key = shaped(Shape::symbol, tag);
  key.symbol = symbol;
  return key;
}

CanonicalKey text_key(Shape shape, std::string_view tag, std::string_view text) {
  CanonicalKey key = shaped(shape, tag);
  key.text = text;
  return key;
}

CanonicalKey compound(std::string_view tag, std::span<const Expr> children) {
  CanonicalKey key = shaped(Shape::compound, tag);
  key.items.reserve(children.size());
  for (const Expr& child : children) key.items.push_back(build(child));
  return key;
}

CanonicalKey sorted_map(std::span<const Expr> children) {
  CanonicalKey key = shaped(Shape::compound, "map");
  for (std::size_t i = 0; i < children.size(); i += 2)
    key.items.push_back(compound("entry", children.subspan(i, 2)));
  std::stable_sort(key.items.begin(), key.items.end());
  return key;
}

CanonicalKey sorted_set(std::span<const Expr> children) {
  CanonicalKey key = compound("set", children);
  std::stable_sort(key.items.begin(), key.items.end());
  return key;
}

void add(CanonicalKey& key, std::string name, CanonicalKey item) {
  key.names.push_back(std::move(name));
  key.items.push_back(std::move(item));
}

CanonicalKey named(const Expr& expr) {
  CanonicalKey key = shaped(Shape::compound_named, {});
  const std::span<const Expr> children = expr.children();
  switch (expr.kind()) {
    case Expr::Kind::infix:
      key.tag = "infix";
      add(key, "operator", symbol_key("symbol", expr.symbol()));
      add(key, "left", build(children[0]));
      add(key, "right", build(children[1]));
      break;
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
      key.tag = expr.kind() == Expr::Kind::prefix ? "prefix" : "postfix";
      add(key, "operator", symbol_key("symbol", expr.symbol()));
      add(key, "arg", build(children[0]));
      break;
    case Expr::Kind::quote:
      key.tag = "quote";
      add(key, "mode", text_key(Shape::string, "quote-mode", to_string(expr.quote_mode())));
      add(key, "expr", build(children[0]));
      break;
    case Expr::Kind::annotated:
      key.tag = "annotated";
      add(key, "expr", build(children[0]));
      for (std::size_t i = 1; i < children.size(); ++i)
        add(key, expr.names()[i - 1].text(), build(children[i]));
      break;
    case Expr::Kind::extension:
      key.tag = "extension";
      add(key, "tag", symbol_key("symbol", expr.symbol()));
      add(key, "payload", build(children[0]));
      break;
    default:
      FLEET_CHECK(false, expr.kind_name());
  }
  return key;
}

CanonicalKey build(const Expr& expr) {
  switch (expr.kind()) {
    case Expr::Kind::nil:
      return {};
    case Expr::Kind::boolean: {
      CanonicalKey key = shaped(Shape::boolean, "bool");
      key.flag = expr.as_bool();
      return key;
    }
    case Expr::Kind::number: {
      CanonicalKey key = text_key(Shape::pair, "number", expr.symbol().text());
      key.right = expr.text();
      return key;
    }
    case Expr::Kind::symbol:
      return symbol_key("symbol", expr.symbol());
    case Expr::Kind::local:
      return symbol_key("local", expr.symbol());
    case Expr::Kind::string:
      return text_key(Shape::string, "string", expr.text());
    case Expr::Kind::bytes:
      return text_key(Shape::bytes, "bytes", as_text(expr.bytes()));
    case Expr::Kind::list:
      return compound("list", expr.children());
    case Expr::Kind::vector:
      return compound("vector", expr.children());
    case Expr::Kind::block:
      return compound("block", expr.children());
    case Expr::Kind::call:
      return compound("call", expr.children());
    case Expr::Kind::map:
      return sorted_map(expr.children());
    case Expr::Kind::set:
      return sorted_set(expr.children());
    case Expr::Kind::infix:
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
    case Expr::Kind::quote:
    case Expr::Kind::annotated:
    case Expr::Kind::extension:
      return named(expr);
  }
  FLEET_CHECK(false, "an expression of no kind");
}

Datum text_datum(std::string_view text) {
  return Datum::string(std::string(text));
}

std::vector<Datum> items_datums(const CanonicalKey& key) {
  std::vector<Datum> items;
  items.reserve(key.items.size());
  for (std::size_t i = 0; i < key.items.size(); ++i) {
    Datum value = datum_from_canonical_key(key.items[i]);
    if (key.shape == Shape::compound) {
      items.push_back(std::move(value));
    } else {
      items.push_back(Datum::node(Symbol::qualified("fabric", "canonical-key-item"),
                                  {{Symbol::unqualified("name"), text_datum(key.names[i])},
                                   {Symbol::unqualified("value"), std::move(value)}}));
    }
  }
  return items;
}

}  // namespace

std::strong_ordering operator<=>(const CanonicalKey& a, const CanonicalKey& b) {
  if (const auto order = a.shape <=> b.shape; order != 0) return order;
  if (const auto order = a.tag <=> b.tag; order != 0) return order;
  if (const auto order = a.flag <=> b.flag; order != 0) return order;
  if (const auto order = a.text <=> b.text; order != 0) return order;
  if (const auto order = a.right <=> b.right; order != 0) return order;
  if (const auto order = a.symbol <=> b.symbol; order != 0) return order;
  for (std::size_t i = 0; i < a.items.size() && i < b.items.size(); ++i) {
    if (a.shape == Shape::compound_named) {
      if (const auto order = a.names[i] <=> b.names[i]; order != 0) return order;
    }
    if (const auto order = a.items[i] <=> b.items[i]; order != 0) return order;
  }
  return a.items.size() <=> b.items.size();
}

Result<CanonicalKey> canonical_key(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  return build(expr);
}

Datum datum_from_canonical_key(const CanonicalKey& key) {
  static constexpr std::array<const char*, 8> tags = {
      "canonical-key-atom",   "canonical-key-bool", "canonical-key-bytes",    "canonical-key-string",
      "canonical-key-symbol", "canonical-key-pair", "canonical-key-compound", "canonical-key-compound-named"};
  std::vector<Datum::Field> fields;
  const auto add_field = [&](const char* name, Datum value) {
    fields.emplace_back(Symbol::unqualified(name), std::move(value));
  };
  add_field("tag", text_datum(key.tag));
  switch (key.shape) {
    case Shape::atom:
      break;
    case Shape::boolean:
      add_field("value", Datum::boolean(key.flag));
      break;
    case Shape::bytes: {
      const ByteView bytes = as_bytes(key.text);
      add_field("value", Datum::bytes(Bytes(bytes.begin(), bytes.end())));
      break;
    }
    case Shape::string:
      add_field("value", Datum::string(key.text));
      break;
    case Shape::symbol:
      add_field("value", Datum::symbol(key.symbol));
      break;
    case Shape::pair:
      add_field("left", Datum::string(key.text));
      add_field("right", Datum::string(key.right));
      break;
    case Shape::compound:
    case Shape::compound_named:
      add_field("items", Datum::vector(items_datums(key)));
      break;
  }
  return Datum::node(Symbol::qualified("fabric", tags.at(static_cast<std::size_t>(key.shape))),
                     std::move(fields));
}

}  // namespace fleetsim::core
