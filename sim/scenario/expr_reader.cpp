#include "sim/scenario/expr_reader.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {
namespace {

using core::Expr;
using core::Symbol;

std::optional<Expr> read_typed(const Field& field);

constexpr std::array<std::pair<std::string_view, Expr::Kind>, 19> kKinds = {
    {{"nil", Expr::Kind::nil},
     {"bool", Expr::Kind::boolean},
     {"number", Expr::Kind::number},
     {"symbol", Expr::Kind::symbol},
     {"local", Expr::Kind::local},
     {"string", Expr::Kind::string},
     {"bytes", Expr::Kind::bytes},
     {"list", Expr::Kind::list},
     {"vector", Expr::Kind::vector},
     {"map", Expr::Kind::map},
     {"set", Expr::Kind::set},
     {"call", Expr::Kind::call},
     {"infix", Expr::Kind::infix},
     {"prefix", Expr::Kind::prefix},
     {"postfix", Expr::Kind::postfix},
     {"block", Expr::Kind::block},
     {"quote", Expr::Kind::quote},
     {"annotated", Expr::Kind::annotated},
     {"extension", Expr::Kind::extension}}};

constexpr std::array<std::pair<std::string_view, core::QuoteMode>, core::kQuoteModes> kQuoteWords = {
    {{"Quote", core::QuoteMode::quote},
     {"QuasiQuote", core::QuoteMode::quasi_quote},
     {"Unquote", core::QuoteMode::unquote},
     {"Splice", core::QuoteMode::splice},
     {"Syntax", core::QuoteMode::syntax}}};

/// The shape of the typed form behind the kind, for messages.
const char* shape_of(Expr::Kind kind) {
  switch (kind) {
    case Expr::Kind::nil:
      return "[nil]";
    case Expr::Kind::boolean:
      return "[bool, true]";
    case Expr::Kind::number:
      return "[number, [namespace, name], \"text\"]";
    case Expr::Kind::symbol:
    case Expr::Kind::local:
      return "[symbol, [namespace, name]] with null for no namespace";
    case Expr::Kind::string:
      return "[string, text]";
    case Expr::Kind::bytes:
      return "[bytes, \"lower-case hex\"]";
    case Expr::Kind::list:
    case Expr::Kind::vector:
    case Expr::Kind::set:
    case Expr::Kind::block:
      return "[list, [expr, ...]]";
    case Expr::Kind::map:
      return "[map, [[key, value], ...]]";
    case Expr::Kind::call:
      return "[call, expr, [expr, ...]]";
    case Expr::Kind::infix:
      return "[infix, [namespace, name], expr, expr]";
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
      return "[prefix, [namespace, name], expr]";
    case Expr::Kind::quote:
      return "[quote, Quote, expr]";
    case Expr::Kind::annotated:
      return "[annotated, expr, [[[namespace, name], expr], ...]]";
    case Expr::Kind::extension:
      return "[extension, [namespace, name], expr]";
  }
  return "an expression";
}

std::size_t parts_of(Expr::Kind kind) {
  switch (kind) {
    case Expr::Kind::nil:
      return 1;
    case Expr::Kind::infix:
      return 4;
    case Expr::Kind::number:
    case Expr::Kind::call:
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
    case Expr::Kind::quote:
    case Expr::Kind::annotated:
    case Expr::Kind::extension:
      return 3;
    default:
      return 2;
  }
}

std::optional<Symbol> read_symbol(const Field& field) {
  static constexpr const char* kExpected = "a symbol, [namespace, name], with null for no namespace";
  const auto parts = field.items(kExpected);
  if (!parts) return std::nullopt;
  if (parts->size() != 2) {
    field.wrong(fmt::format("a list of {}", parts->size()), kExpected);
    return std::nullopt;
  }
  const Field& space = (*parts)[0];
  std::optional<std::string> name = (*parts)[1].text();
  if (space.node().kind == YamlNode::Kind::null)
    return name ? std::optional(Symbol{std::nullopt, *std::move(name)}) : std::nullopt;
  std::optional<std::string> ns = space.text();
  if (!name || !ns) return std::nullopt;
  return Symbol{std::move(ns), *std::move(name)};
}

// A list whose members are read one by one; none if any of them is wrong.
template <class T, class Read>
std::optional<std::vector<T>> read_all(const Field& field, const char* expected, Read read) {
  const auto fields = field.items(expected);
  if (!fields) return std::nullopt;
  std::vector<T> all;
  bool good = true;
  for (const Field& member : *fields) {
    std::optional<T> value = read(member);
    good = good && value;
    if (value) all.push_back(*std::move(value));
  }
  if (!good) return std::nullopt;
  return all;
}

std::optional<std::vector<Expr>> read_exprs(const Field& field) {
  return read_all<Expr>(field, "a list of expressions", read_typed);
}

// `[first, second]` where each is read in its own way.
template <class A, class B, class ReadA, class ReadB>
std::optional<std::vector<std::pair<A, B>>> read_pairs(const Field& field, ReadA read_a, ReadB read_b) {
  return read_all<std::pair<A, B>>(
      field, "a list of pairs", [&](const Field& pair) -> std::optional<std::pair<A, B>> {
        const auto parts = pair.items("a pair, [first, second]");
        if (!parts) return std::nullopt;
        if (parts->size() != 2) {
          pair.wrong(fmt::format("a list of {}", parts->size()), "a pair, [first, second]");
          return std::nullopt;
        }
        std::optional<A> a = read_a((*parts)[0]);
        std::optional<B> b = read_b((*parts)[1]);
        if (!a || !b) return std::nullopt;
        return std::pair<A, B>(*std::move(a), *std::move(b));
      });
}

std::optional<Expr> read_bytes(const Field& field) {
  const std::optional<std::string> hex = field.text();
  if (!hex) return std::nullopt;
  core::Bytes bytes;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  bool good = hex->size() % 2 == 0;
  for (std::size_t i = 0; good && i < hex->size(); i += 2) {
    const int high = digit((*hex)[i]);
    const int low = digit((*hex)[i + 1]);
    good = high >= 0 && low >= 0;
    if (good) bytes.push_back(static_cast<core::Bytes::value_type>(high * 16 + low));
  }
  if (good) return Expr::bytes(std::move(bytes));
  field.wrong(fmt::format("{} are no bytes", field.found()), "pairs of lower-case hex digits");
  return std::nullopt;
}

std::optional<Expr> read_items(Expr::Kind kind, const Field& field) {
  auto items = read_exprs(field);
  if (!items) return std::nullopt;
  switch (kind) {
    case Expr::Kind::list:
      return Expr::list(*std::move(items));
    case Expr::Kind::vector:
      return Expr::vector(*std::move(items));
    case Expr::Kind::set:
      return Expr::set(*std::move(items));
    default:
      return Expr::block(*std::move(items));
  }
}

std::optional<Expr> read_operation(Expr::Kind kind, const std::vector<Field>& parts) {
  std::optional<Symbol> symbol = read_symbol(parts[1]);
  std::optional<Expr> first = read_typed(parts[2]);
  std::optional<Expr> second = kind == Expr::Kind::infix ? read_typed(parts[3]) : Expr::nil();
  if (!symbol || !first || !second) return std::nullopt;
  switch (kind) {
    case Expr::Kind::infix:
      return Expr::infix(*std::move(symbol), *std::move(first), *std::move(second));
    case Expr::Kind::prefix:
      return Expr::prefix(*std::move(symbol), *std::move(first));
    case Expr::Kind::postfix:
      return Expr::postfix(*std::move(symbol), *std::move(first));
    default:
      return Expr::extension(*std::move(symbol), *std::move(first));
  }
}

std::optional<Expr> read_parts(Expr::Kind kind, const std::vector<Field>& parts) {
  switch (kind) {
    case Expr::Kind::nil:
      return Expr::nil();
    case Expr::Kind::boolean: {
      const std::optional<bool> value = parts[1].boolean();
      return value ? std::optional(Expr::boolean(*value)) : std::nullopt;
    }
    case Expr::Kind::number: {
      std::optional<Symbol> domain = read_symbol(parts[1]);
      std::optional<std::string> text = parts[2].text();
      if (!domain || !text) return std::nullopt;
      return Expr::number({*std::move(domain), *std::move(text)});
    }
    case Expr::Kind::symbol:
    case Expr::Kind::local: {
      std::optional<Symbol> symbol = read_symbol(parts[1]);
      if (!symbol) return std::nullopt;
      return kind == Expr::Kind::symbol ? Expr::symbol(*std::move(symbol)) : Expr::local(*std::move(symbol));
    }
    case Expr::Kind::string: {
      std::optional<std::string> text = parts[1].text();
      return text ? std::optional(Expr::string(*std::move(text))) : std::nullopt;
    }
    case Expr::Kind::bytes:
      return read_bytes(parts[1]);
    case Expr::Kind::list:
    case Expr::Kind::vector:
    case Expr::Kind::set:
    case Expr::Kind::block:
      return read_items(kind, parts[1]);
    case Expr::Kind::map: {
      auto entries = read_pairs<Expr, Expr>(parts[1], read_typed, read_typed);
      return entries ? std::optional(Expr::map(*std::move(entries))) : std::nullopt;
    }
    case Expr::Kind::call: {
      std::optional<Expr> operation = read_typed(parts[1]);
      auto arguments = read_exprs(parts[2]);
      if (!operation || !arguments) return std::nullopt;
      return Expr::call(*std::move(operation), *std::move(arguments));
    }
    case Expr::Kind::infix:
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
    case Expr::Kind::extension:
      return read_operation(kind, parts);
    case Expr::Kind::quote: {
      const std::optional<core::QuoteMode> mode = parts[1].word<core::QuoteMode>(kQuoteWords);
      std::optional<Expr> quoted = read_typed(parts[2]);
      if (!mode || !quoted) return std::nullopt;
      return Expr::quote(*mode, *std::move(quoted));
    }
    case Expr::Kind::annotated: {
      std::optional<Expr> annotated = read_typed(parts[1]);
      auto annotations = read_pairs<Symbol, Expr>(parts[2], read_symbol, read_typed);
      if (!annotated || !annotations) return std::nullopt;
      return Expr::annotated(*std::move(annotated), *std::move(annotations));
    }
  }
  return std::nullopt;
}

std::optional<Expr> read_typed(const Field& field) {
  static constexpr const char* kExpected = "a typed expression such as [symbol, [null, add]]";
  const auto parts = field.items(kExpected);
  if (!parts) return std::nullopt;
  if (parts->empty()) {
    field.wrong("an empty list", kExpected);
    return std::nullopt;
  }
  const std::optional<Expr::Kind> kind = parts->front().word<Expr::Kind>(kKinds);
  if (!kind) return std::nullopt;
  if (parts->size() != parts_of(*kind)) {
    field.wrong(fmt::format("a list of {}", parts->size()), shape_of(*kind));
    return std::nullopt;
  }
  return read_parts(*kind, *parts);
}

}  // namespace

std::optional<Expr> read_expr(const Field& field) {
  if (field.is_sequence()) return read_typed(field);
  std::optional<std::string> text = field.text();
  if (!text) return std::nullopt;
  return Expr::string(*std::move(text));
}

}  // namespace fleetsim::sim
