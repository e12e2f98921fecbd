#include "core/evaluate/collections.h"

#include <fmt/format.h>

#include "core/evaluate/numeral.h"
#include "core/evaluate/walk.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

using Kind = Expr::Kind;

// One step and one place per child of a collection about to be built.
Result<void> take_children(std::size_t children, Meter& meter) {
  if (!meter.step(children) || !meter.take(Meter::kNodeBytes + Meter::kChildBytes * children))
    return meter.error();
  return {};
}

Expr i64_expr(std::uint64_t value) {
  return numeral_expr(static_cast<std::int64_t>(value));
}

/// Where a key stands among a map's children, or would stand.
struct Position {
  std::size_t child = 0;
  bool found = false;
};

Result<Position> find_key(const Expr& map, const Expr& key, Meter& meter) {
  if (map.kind() != Kind::map) return Error::type_mismatch("map", map.kind_name());
  const std::span<const Expr> children = map.children();
  std::size_t low = 0;
  std::size_t high = children.size() / 2;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const Expr& candidate = children[2 * middle];
    // A comparison looks at no more than all of the smaller; that it stops earlier is a gift.
    const Result<bool> same = equal_values(candidate, key, meter);
    if (!same) return same.error();
    if (*same) return Position{2 * middle, true};
    if (!meter.step()) return meter.error();
    if (compare_in_order(candidate, key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return Position{2 * low, false};
}

}  // namespace

Result<std::uint64_t> index_of(const Expr& expr) {
  const Result<Numeral> number = numeral_from_expr(expr);
  if (!number) return number.error();
  const auto* whole = std::get_if<std::int64_t>(&*number);
  if (whole == nullptr) return Error::type_mismatch("numbers/i64", "numbers/f64");
  if (*whole < 0) return Error::eval(fmt::format("{} is below 0", *whole));
  return static_cast<std::uint64_t>(*whole);
}

Result<std::span<const Expr>> items_of(const Expr& expr) {
  if (expr.kind() != Kind::list && expr.kind() != Kind::vector)
    return Error::type_mismatch("list", expr.kind_name());
  return expr.children();
}

Expr same_kind(const Expr& like, std::vector<Expr> items) {
  return like.kind() == Kind::vector ? Expr::vector(std::move(items)) : Expr::list(std::move(items));
}

Result<Expr> list_of(std::span<const Expr> items, Meter& meter) {
  if (Result<void> room = take_children(items.size(), meter); !room) return room.error();
  return Expr::list(std::vector<Expr>(items.begin(), items.end()));
}

Result<Expr> length_of(const Expr& collection) {
  switch (collection.kind()) {
    case Kind::list:
    case Kind::vector:
    case Kind::set:
      return i64_expr(collection.children().size());
    case Kind::map:
      return i64_expr(collection.children().size() / 2);
    default:
      return Error::type_mismatch("collection", collection.kind_name());
  }
}

Result<Expr> nth_of(const Expr& sequence, std::uint64_t index) {
  const Result<std::span<const Expr>> items = items_of(sequence);
  if (!items) return items.error();
  if (index >= items->size())
    return Error::eval(fmt::format("no item {} in a list of {}", index, items->size()));
  return (*items)[static_cast<std::size_t>(index)];
}

Result<Expr> rest_of(const Expr& sequence, Meter& meter) {
  const Result<std::span<const Expr>> items = items_of(sequence);
  if (!items) return items.error();
  if (items->empty()) return Error::eval("no first item in an empty list");
  if (Result<void> room = take_children(items->size() - 1, meter); !room) return room.error();
  return same_kind(sequence, std::vector<Expr>(items->begin() + 1, items->end()));
}

Result<Expr> appended(std::span<const Expr> sequences, Meter& meter) {
  std::size_t size = 0;
  for (const Expr& sequence : sequences) {
    const Result<std::span<const Expr>> items = items_of(sequence);
    if (!items) return items.error();
    size += items->size();
  }
  if (Result<void> room = take_children(size, meter); !room) return room.error();
  std::vector<Expr> all;
  all.reserve(size);
  for (const Expr& sequence : sequences)
    all.insert(all.end(), sequence.children().begin(), sequence.children().end());
  return same_kind(sequences[0], std::move(all));
}

Result<Expr> range_of(std::uint64_t count, Meter& meter) {
  // Each number is a value of its own, with a text of at most 19 digits.
  constexpr std::uint64_t kItemBytes = Meter::kNodeBytes + 2 * Meter::kChildBytes;
  if (!meter.step(count) || !meter.take(Meter::kNodeBytes)) return meter.error();
  std::vector<Expr> items;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!meter.take(kItemBytes)) return meter.error();
    items.push_back(i64_expr(i));
  }
  return Expr::list(std::move(items));
}

Result<std::optional<Expr>> map_get(const Expr& map, const Expr& key, Meter& meter) {
  const Result<Position> position = find_key(map, key, meter);
  if (!position) return position.error();
  if (!position->found) return std::optional<Expr>();
  return std::optional(map.children()[position->child + 1]);
}

Result<Expr> map_put(const Expr& map, const Expr& key, const Expr& value, Meter& meter) {
  const Result<Position> position = find_key(map, key, meter);
  if (!position) return position.error();
  const std::span<const Expr> children = map.children();
  if (Result<void> room = take_children(children.size() + 2, meter); !room) return room.error();
  std::vector<Expr::Entry> entries;
  entries.reserve(children.size() / 2 + 1);
  for (std::size_t i = 0; i < children.size(); i += 2) {
    if (i == position->child) entries.emplace_back(key, value);
    if (i != position->child || !position->found) entries.emplace_back(children[i], children[i + 1]);
  }
  if (position->child == children.size()) entries.emplace_back(key, value);
  return Expr::map(std::move(entries));
}

Result<Expr> map_keys(const Expr& map, Meter& meter) {
  if (map.kind() != Kind::map) return Error::type_mismatch("map", map.kind_name());
  const std::span<const Expr> children = map.children();
  if (Result<void> room = take_children(children.size() / 2, meter); !room) return room.error();
  std::vector<Expr> keys;
  keys.reserve(children.size() / 2);
  for (std::size_t i = 0; i < children.size(); i += 2) keys.push_back(children[i]);
  return Expr::list(std::move(keys));
}

}  // namespace fleetsim::core
