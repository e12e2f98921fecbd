#include "core/value/field.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace fleetsim::core {

namespace {

bool is_bare(const Expr& key, std::string_view name) {
  return key.kind() == Expr::Kind::symbol && !key.symbol().ns.has_value() && key.symbol().name == name;
}

Result<Expr> typed_field(const Expr& map, std::string_view name, Expr::Kind kind, const char* label) {
  const Expr* found = bare_field(map, name);
  if (found == nullptr) return Error::eval(fmt::format("{} is missing field {}", label, name));
  if (found->kind() != kind) return Error::type_mismatch(label, found->kind_name());
  return *found;
}

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text) {
  // from_chars takes a minus sign for signed types only, and never a plus sign or a blank.
  Integer value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

Error not_an_integer(std::string_view name, std::string_view text, std::string_view what) {
  // The text may come from a stranger: no more of it than fits a line.
  return Error::eval(fmt::format("field {} expects {} as a decimal string, found {:?}", name, what,
                                 std::string(text.substr(0, 40))));
}

template <class Unsigned>
Result<Unsigned> unsigned_field(const Expr& map, std::string_view name, std::string_view what) {
  Result<std::string> text = string_field(map, name);
  if (!text) return text.error();
  const std::optional<std::uint64_t> value = parse_u64(*text);
  if (!value || *value > std::numeric_limits<Unsigned>::max()) return not_an_integer(name, *text, what);
  return static_cast<Unsigned>(*value);
}

}  // namespace

const Expr* bare_field(const Expr& map, std::string_view name) {
  const std::span<const Expr> entries = map.children();
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2)
    if (is_bare(entries[i], name)) return &entries[i + 1];
  return nullptr;
}

Result<std::string> string_field(const Expr& map, std::string_view name) {
  Result<Expr> field = typed_field(map, name, Expr::Kind::string, "string field");
  if (!field) return field.error();
  return field->text();
}

Result<Symbol> symbol_field(const Expr& map, std::string_view name) {
  Result<Expr> field = typed_field(map, name, Expr::Kind::symbol, "symbol field");
  if (!field) return field.error();
  return field->symbol();
}

Result<Expr> list_field(const Expr& map, std::string_view name) {
  return typed_field(map, name, Expr::Kind::list, "list field");
}

Result<bool> bool_field(const Expr& map, std::string_view name) {
  Result<Expr> field = typed_field(map, name, Expr::Kind::boolean, "bool field");
  if (!field) return field.error();
  return field->as_bool();
}

Result<Expr> any_field(const Expr& map, std::string_view name) {
  const Expr* found = bare_field(map, name);
  if (found == nullptr) return Error::eval(fmt::format("stream value is missing field {}", name));
  return *found;
}

Result<std::uint64_t> u64_field(const Expr& map, std::string_view name) {
  return unsigned_field<std::uint64_t>(map, name, "a number below 2^64");
}

Result<std::uint32_t> u32_field(const Expr& map, std::string_view name) {
  return unsigned_field<std::uint32_t>(map, name, "a number below 2^32");
}

Result<std::uint16_t> u16_field(const Expr& map, std::string_view name) {
  return unsigned_field<std::uint16_t>(map, name, "a number below 2^16");
}

Result<std::int64_t> i64_field(const Expr& map, std::string_view name) {
  Result<std::string> text = string_field(map, name);
  if (!text) return text.error();
  const std::optional<std::int64_t> value = parse_i64(*text);
  if (!value) return not_an_integer(name, *text, "a signed 64-bit number");
  return *value;
}

Result<std::optional<std::uint64_t>> optional_u64_field(const Expr& map, std::string_view name) {
  const Expr* found = bare_field(map, name);
  if (found != nullptr && found->kind() == Expr::Kind::nil) return std::optional<std::uint64_t>();
  Result<std::uint64_t> value = u64_field(map, name);
  if (!value) return value.error();
  return std::optional(*value);
}

std::optional<std::uint64_t> parse_u64(std::string_view text) {
  return parse_integer<std::uint64_t>(text);
}

std::optional<std::int64_t> parse_i64(std::string_view text) {
  return parse_integer<std::int64_t>(text);
}

Result<void> check_closed(const Expr& map, std::span<const std::string_view> names, std::string_view what) {
  const std::span<const Expr> entries = map.children();
  for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
    const Expr& key = entries[i];
    if (key.kind() != Expr::Kind::symbol)
      return Error::type_mismatch(fmt::format("symbol {} field", what), key.kind_name());
    const bool known = !key.symbol().ns.has_value() &&
                       std::find(names.begin(), names.end(), key.symbol().name) != names.end();
    if (!known) return Error::eval(fmt::format("unknown {} field {}", what, key.symbol().text()));
  }
  return {};
}

Expr field_map(std::vector<std::pair<std::string_view, Expr>> fields) {
  std::vector<Expr::Entry> entries;
  entries.reserve(fields.size());
  for (auto& [name, value] : fields)
    entries.emplace_back(Expr::symbol(Symbol::unqualified(std::string(name))), std::move(value));
  return Expr::map(std::move(entries));
}

Expr decimal(std::uint64_t value) {
  return Expr::string(std::to_string(value));
}

Expr decimal(std::int64_t value) {
  return Expr::string(std::to_string(value));
}

Expr decimal_or_nil(std::optional<std::uint64_t> value) {
  return value ? decimal(*value) : Expr::nil();
}

Expr symbol_list(std::span<const Symbol> symbols) {
  std::vector<Expr> items;
  items.reserve(symbols.size());
  for (const Symbol& symbol : symbols) items.push_back(Expr::symbol(symbol));
  return Expr::list(std::move(items));
}

Result<std::vector<Symbol>> symbol_list_field(const Expr& map, std::string_view name) {
  Result<Expr> list = list_field(map, name);
  if (!list) return list.error();
  std::vector<Symbol> symbols;
  symbols.reserve(list->children().size());
  for (const Expr& item : list->children()) {
    if (item.kind() != Expr::Kind::symbol) return Error::type_mismatch("symbol", item.kind_name());
    symbols.push_back(item.symbol());
  }
  return symbols;
}

}  // namespace fleetsim::core
