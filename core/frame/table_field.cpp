#include "core/frame/table_field.h"

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {

const Expr* named_field(const Expr& map, std::string_view name) {
  const std::span<const Expr> entries = map.children();
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2)
    if (entries[i].kind() == Expr::Kind::symbol && entries[i].symbol().name == name) return &entries[i + 1];
  return nullptr;
}

Result<Expr> required_field(const Expr& map, std::string_view name, std::string_view table) {
  const Expr* found = named_field(map, name);
  if (!found) return Error::eval(fmt::format("{} is missing field {}", table, name));
  return *found;
}

Result<std::optional<Symbol>> optional_symbol(const Expr& expr) {
  if (expr.kind() == Expr::Kind::nil) return std::optional<Symbol>();
  if (expr.kind() != Expr::Kind::symbol) return Error::type_mismatch("optional symbol", expr.kind_name());
  return std::optional(expr.symbol());
}

Result<std::optional<std::uint64_t>> optional_integer(const Expr& expr) {
  if (expr.kind() == Expr::Kind::nil) return std::optional<std::uint64_t>();
  if (expr.kind() != Expr::Kind::string && expr.kind() != Expr::Kind::number)
    return Error::type_mismatch("optional integer", expr.kind_name());
  const std::optional<std::uint64_t> value = parse_u64(expr.text());
  if (!value) return Error::eval(fmt::format("{:?} is no decimal number", expr.text().substr(0, 40)));
  return value;
}

Result<bool> plain_bool(const Expr& expr) {
  if (expr.kind() != Expr::Kind::boolean) return Error::type_mismatch("bool", expr.kind_name());
  return expr.as_bool();
}

Result<std::string> word(const Expr& expr) {
  if (expr.kind() == Expr::Kind::symbol) return expr.symbol().text();
  if (expr.kind() == Expr::Kind::string) return expr.text();
  return Error::type_mismatch("symbol or string", expr.kind_name());
}

Result<std::vector<CapabilityName>> capability_list(const Expr& expr) {
  std::vector<CapabilityName> names;
  if (expr.kind() == Expr::Kind::nil) return names;
  const bool many = expr.kind() == Expr::Kind::list || expr.kind() == Expr::Kind::vector;
  for (const Expr& item : many ? expr.children() : std::span(&expr, 1)) {
    Result<std::string> name = word(item);
    if (!name) return name.error();
    names.push_back(*std::move(name));
  }
  return names;
}

Result<Consistency> consistency_from_expr(const Expr& expr) {
  const Result<std::string> name = word(expr);
  if (!name) return name.error();
  for (std::uint8_t i = 0; i < kConsistencies; ++i)
    if (*name == to_string(static_cast<Consistency>(i))) return static_cast<Consistency>(i);
  return Error::eval(fmt::format("unknown consistency {:?}", name->substr(0, 40)));
}

Result<EvalMode> eval_mode_from_expr(const Expr& expr) {
  const Result<std::string> name = word(expr);
  if (!name) return name.error();
  for (std::uint8_t i = 0; i < kEvalModes; ++i)
    if (*name == to_string(static_cast<EvalMode>(i))) return static_cast<EvalMode>(i);
  return Error::eval(fmt::format("unknown eval mode {:?}", name->substr(0, 40)));
}

Expr expr_from_capabilities(const std::vector<CapabilityName>& capabilities) {
  std::vector<Expr> names;
  for (const CapabilityName& name : capabilities) names.push_back(Expr::string(name));
  return Expr::list(std::move(names));
}

Expr word_symbol(std::string_view name) {
  return Expr::symbol(Symbol::unqualified(std::string(name)));
}

}  // namespace fleetsim::core
