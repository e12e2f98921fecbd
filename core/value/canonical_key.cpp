#include "core/value/canonical_key.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

using Shape = CanonicalKey::Shape;

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

// A named compound whose first item is given, and which has room for the children's keys under the other
// names.
CanonicalKey named(std::string_view tag, CanonicalKey first, std::vector<std::string> names) {
  CanonicalKey key = shaped(Shape::compound_named, tag);
  key.names = std::move(names);
  key.items.push_back(std::move(first));
  return key;
}

// The key of an expression but for the keys of its children, which are to follow its items in order.
// Never inlined: build() is on the stack once per level.
[[gnu::noinline]] CanonicalKey key_without_children(const Expr& expr) {
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
      return shaped(Shape::compound, "list");
    case Expr::Kind::vector:
      return shaped(Shape::compound, "vector");
    case Expr::Kind::map:
      return shaped(Shape::compound, "map");
    case Expr::Kind::set:
      return shaped(Shape::compound, "set");
    case Expr::Kind::call:
      return shaped(Shape::compound, "call");
    case Expr::Kind::block:
      return shaped(Shape::compound, "block");
    case Expr::Kind::infix:
      return named("infix", symbol_key("symbol", expr.symbol()), {"operator", "left", "right"});
    case Expr::Kind::prefix:
      return named("prefix", symbol_key("symbol", expr.symbol()), {"operator", "arg"});
    case Expr::Kind::postfix:
      return named("postfix", symbol_key("symbol", expr.symbol()), {"operator", "arg"});
    case Expr::Kind::quote:
      return named("quote", text_key(Shape::string, "quote-mode", to_string(expr.quote_mode())),
                   {"mode", "expr"});
    case Expr::Kind::extension:
      return named("extension", symbol_key("symbol", expr.symbol()), {"tag", "payload"});
    case Expr::Kind::annotated: {
      CanonicalKey key = shaped(Shape::compound_named, "annotated");
      key.names.push_back("expr");
      for (const Symbol& name : expr.names()) key.names.push_back(name.text());
      return key;
    }
  }
  FLEET_CHECK(false, "an expression of no kind");
}

// Makes entries of a map's keys and values, and sorts what has no order of its own.
[[gnu::noinline]] void arrange(CanonicalKey& key, Expr::Kind kind) {
  if (kind == Expr::Kind::map) {
    std::vector<CanonicalKey> entries;
    for (std::size_t i = 0; i < key.items.size(); i += 2) {
      CanonicalKey entry = shaped(Shape::compound, "entry");
      entry.items.push_back(std::move(key.items[i]));
      entry.items.push_back(std::move(key.items[i + 1]));
      entries.push_back(std::move(entry));
    }
    key.items = std::move(entries);
  }
  if (kind == Expr::Kind::map || kind == Expr::Kind::set) std::sort(key.items.begin(), key.items.end());
}

// Recurses; canonical_key() has checked the depth.
CanonicalKey build(const Expr& expr) {
  CanonicalKey key = key_without_children(expr);
  for (const Expr& child : expr.children()) key.items.push_back(build(child));
  arrange(key, expr.kind());
  return key;
}

Datum text_datum(std::string_view text) {
  return Datum::string(std::string(text));
}

[[gnu::noinline]] Datum item_datum(const std::string& name, Datum value) {
  return Datum::node(
      Symbol::qualified("fabric", "canonical-key-item"),
      {{Symbol::unqualified("name"), text_datum(name)}, {Symbol::unqualified("value"), std::move(value)}});
}

[[gnu::noinline]] Datum key_datum(const CanonicalKey& key, std::vector<Datum> items) {
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
      add_field("items", Datum::vector(std::move(items)));
      break;
  }
  return Datum::node(Symbol::qualified("fabric", tags.at(static_cast<std::size_t>(key.shape))),
                     std::move(fields));
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
  std::vector<Datum> items;
  items.reserve(key.items.size());
  for (std::size_t i = 0; i < key.items.size(); ++i) {
    items.push_back(datum_from_canonical_key(key.items[i]));
    if (key.shape == Shape::compound_named) items.back() = item_datum(key.names[i], std::move(items.back()));
  }
  return key_datum(key, std::move(items));
}

}  // namespace fleetsim::core
