#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// The field lookup of all wire maps (contract: data-model §4): the value of the first entry whose key is an
/// unqualified symbol of that name; later ones are ignored. Null when there is none. Requires a map.
const Expr* bare_field(const Expr& map, std::string_view name);

/// Typed readers. Errors: eval `<label> is missing field <name>`; type_mismatch(label, kind), with the labels
/// `string field`, `symbol field`, `list field`, `bool field`.
Result<std::string> string_field(const Expr& map, std::string_view name);
Result<Symbol> symbol_field(const Expr& map, std::string_view name);
Result<Expr> list_field(const Expr& map, std::string_view name);
Result<bool> bool_field(const Expr& map, std::string_view name);
/// Untyped. Error: eval, the stream value lacks that field.
Result<Expr> any_field(const Expr& map, std::string_view name);

/// Integers travel as decimal strings. Errors: those of string_field; eval naming the field when the text is
/// not `[0-9]+` (signed: with a leading `-`) or does not fit.
Result<std::uint64_t> u64_field(const Expr& map, std::string_view name);
Result<std::uint32_t> u32_field(const Expr& map, std::string_view name);
Result<std::uint16_t> u16_field(const Expr& map, std::string_view name);
Result<std::int64_t> i64_field(const Expr& map, std::string_view name);
/// Nil stands for none.
Result<std::optional<std::uint64_t>> optional_u64_field(const Expr& map, std::string_view name);

/// The whole text as a decimal number; none when it is anything else or does not fit.
std::optional<std::uint64_t> parse_u64(std::string_view text);
std::optional<std::int64_t> parse_i64(std::string_view text);

/// Refuses any key that is not an unqualified symbol out of `names`.
/// Errors: eval `unknown <what> field <key text>`; type_mismatch(`symbol <what> field`, kind).
Result<void> check_closed(const Expr& map, std::span<const std::string_view> names, std::string_view what);
inline Result<void> check_closed(const Expr& map, std::initializer_list<std::string_view> names,
                                 std::string_view what) {
  return check_closed(map, std::span(names.begin(), names.size()), what);
}

/// A map with unqualified symbols as keys, in the order given.
Expr field_map(std::vector<std::pair<std::string_view, Expr>> fields);
/// A decimal string.
Expr decimal(std::uint64_t value);
Expr decimal(std::int64_t value);
Expr decimal_or_nil(std::optional<std::uint64_t> value);
/// A list of symbols.
Expr symbol_list(std::span<const Symbol> symbols);
/// Error: type_mismatch(`symbol`, kind) for an item that is none.
Result<std::vector<Symbol>> symbol_list_field(const Expr& map, std::string_view name);

}  // namespace fleetsim::core
