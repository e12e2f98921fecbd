#include "core/evaluate/operation.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "core/base/check.h"
#include "core/evaluate/collections.h"
#include "core/evaluate/numeral.h"
#include "core/evaluate/walk.h"

namespace fleetsim::core {
namespace {

constexpr std::size_t kAny = SIZE_MAX;

struct Entry {
  std::string_view name;
  Operation operation;
  std::size_t least;
  std::size_t most;
};

/// The first name of an operation is the one that messages use.
constexpr std::array kEntries = {
    Entry{"+", Operation::add, 2, kAny},         Entry{"add", Operation::add, 2, kAny},
    Entry{"-", Operation::subtract, 1, 2},       Entry{"sub", Operation::subtract, 1, 2},
    Entry{"*", Operation::multiply, 2, kAny},    Entry{"mul", Operation::multiply, 2, kAny},
    Entry{"/", Operation::divide, 2, 2},         Entry{"div", Operation::divide, 2, 2},
    Entry{"rem", Operation::remainder, 2, 2},    Entry{"=", Operation::equal, 2, 2},
    Entry{"eq", Operation::equal, 2, 2},         Entry{"!=", Operation::unequal, 2, 2},
    Entry{"ne", Operation::unequal, 2, 2},       Entry{"<", Operation::less, 2, 2},
    Entry{"lt", Operation::less, 2, 2},          Entry{"<=", Operation::less_equal, 2, 2},
    Entry{"le", Operation::less_equal, 2, 2},    Entry{">", Operation::greater, 2, 2},
    Entry{"gt", Operation::greater, 2, 2},       Entry{">=", Operation::greater_equal, 2, 2},
    Entry{"ge", Operation::greater_equal, 2, 2}, Entry{"not", Operation::invert, 1, 1},
    Entry{"list", Operation::list, 0, kAny},     Entry{"length", Operation::length, 1, 1},
    Entry{"first", Operation::first, 1, 1},      Entry{"rest", Operation::rest, 1, 1},
    Entry{"append", Operation::append, 1, kAny}, Entry{"nth", Operation::nth, 2, 2},
    Entry{"range", Operation::range, 1, 1},      Entry{"get", Operation::get, 2, 3},
    Entry{"put", Operation::put, 3, 3},          Entry{"has", Operation::has, 2, 2},
    Entry{"keys", Operation::keys, 1, 1},        Entry{"map", Operation::map, 2, 2},
    Entry{"filter", Operation::filter, 2, 2},    Entry{"reduce", Operation::reduce, 3, 3}};

const Entry& entry_of(Operation operation) {
  const auto* entry = std::ranges::find(kEntries, operation, &Entry::operation);
  FLEET_CHECK(entry != kEntries.end(), "an operation without a name");
  return *entry;
}

Arithmetic arithmetic_of(Operation operation) {
  switch (operation) {
    case Operation::add:
      return Arithmetic::add;
    case Operation::subtract:
      return Arithmetic::subtract;
    case Operation::multiply:
      return Arithmetic::multiply;
    case Operation::divide:
      return Arithmetic::divide;
    default:
      return Arithmetic::remainder;
  }
}

bool look_at(std::span<const Expr> arguments, Meter& meter) {
  return std::ranges::all_of(arguments,
                             [&](const Expr& argument) { return meter.step(Meter::steps_of(argument)); });
}

// From the left: a + b + c is (a + b) + c, which counts for floats.
Result<Expr> calculate(Operation operation, std::span<const Expr> arguments, Meter& meter) {
  if (!look_at(arguments, meter) || !meter.take(Meter::kNodeBytes + Meter::kChildBytes)) return meter.error();
  Result<Numeral> total = numeral_from_expr(arguments[0]);
  if (!total) return total.error();
  if (arguments.size() == 1) {
    // Minus zero is a float of its own, which 0 - 0 is not.
    const Numeral zero =
        std::holds_alternative<F64>(*total) ? Numeral(*F64::parse("-0")) : Numeral(std::int64_t{0});
    total = compute(Arithmetic::subtract, zero, *total);
    if (!total) return total.error();
  }
  for (const Expr& argument : arguments.subspan(1)) {
    const Result<Numeral> next = numeral_from_expr(argument);
    if (!next) return next.error();
    total = compute(arithmetic_of(operation), *total, *next);
    if (!total) return total.error();
  }
  return numeral_expr(*total);
}

Result<Expr> order(Operation operation, const Expr& a, const Expr& b, Meter& meter) {
  if (!look_at(std::array{a, b}, meter)) return meter.error();
  std::strong_ordering order = std::strong_ordering::equal;
  if (a.kind() == Expr::Kind::string && b.kind() == Expr::Kind::string) {
    order = a.text() <=> b.text();
  } else {
    const Result<Numeral> left = numeral_from_expr(a);
    if (!left) return left.error();
    const Result<Numeral> right = numeral_from_expr(b);
    if (!right) return right.error();
    const Result<std::strong_ordering> compared = compare(*left, *right);
    if (!compared) return compared.error();
    order = *compared;
  }
  if (operation == Operation::less) return Expr::boolean(order < 0);
  if (operation == Operation::less_equal) return Expr::boolean(order <= 0);
  if (operation == Operation::greater) return Expr::boolean(order > 0);
  return Expr::boolean(order >= 0);
}

// Two numbers of one domain by value, everything else by structure.
Result<bool> equal(const Expr& a, const Expr& b, Meter& meter) {
  if (a.kind() == Expr::Kind::number && b.kind() == Expr::Kind::number) {
    const Result<Numeral> left = numeral_from_expr(a);
    const Result<Numeral> right = numeral_from_expr(b);
    if (left && right && left->index() == right->index()) return *left == *right;
  }
  return equal_values(a, b, meter);
}

}  // namespace

std::optional<Operation> find_operation(const Symbol& name) {
  if (name.ns) return std::nullopt;
  const auto* entry = std::ranges::find(kEntries, std::string_view(name.name), &Entry::name);
  return entry == kEntries.end() ? std::nullopt : std::optional(entry->operation);
}

const char* to_string(Operation operation) {
  return entry_of(operation).name.data();
}

Result<void> check_arity(Operation operation, std::size_t arguments) {
  const Entry& entry = entry_of(operation);
  if (arguments >= entry.least && arguments <= entry.most) return {};
  const std::string takes = entry.least == entry.most ? fmt::format("{}", entry.least)
                            : entry.most == kAny      ? fmt::format("{} or more", entry.least)
                                                      : fmt::format("{} or {}", entry.least, entry.most);
  return Error::eval(fmt::format("\"{}\" takes {} arguments, got {}", entry.name, takes, arguments));
}

bool is_higher_order(Operation operation) {
  return operation == Operation::map || operation == Operation::filter || operation == Operation::reduce;
}

Result<Expr> apply_operation(Operation operation, std::span<const Expr> arguments, Meter& meter) {
  switch (operation) {
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide:
    case Operation::remainder:
      return calculate(operation, arguments, meter);
    case Operation::equal:
    case Operation::unequal: {
      const Result<bool> same = equal(arguments[0], arguments[1], meter);
      if (!same) return same.error();
      return Expr::boolean(*same == (operation == Operation::equal));
    }
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
      return order(operation, arguments[0], arguments[1], meter);
    case Operation::invert:
      if (arguments[0].kind() != Expr::Kind::boolean)
        return Error::type_mismatch("bool", arguments[0].kind_name());
      return Expr::boolean(!arguments[0].as_bool());
    case Operation::list:
      return list_of(arguments, meter);
    case Operation::length:
      return length_of(arguments[0]);
    case Operation::first:
      return nth_of(arguments[0], 0);
    case Operation::rest:
      return rest_of(arguments[0], meter);
    case Operation::append:
      return appended(arguments, meter);
    case Operation::nth: {
      const Result<std::uint64_t> index = index_of(arguments[1]);
      if (!index) return index.error();
      return nth_of(arguments[0], *index);
    }
    case Operation::range: {
      const Result<std::uint64_t> count = index_of(arguments[0]);
      if (!count) return count.error();
      return range_of(*count, meter);
    }
    case Operation::get: {
      const Result<std::optional<Expr>> found = map_get(arguments[0], arguments[1], meter);
      if (!found) return found.error();
      if (*found) return **found;
      if (arguments.size() == 3) return arguments[2];
      return Error::eval("the map has no such key");
    }
    case Operation::put:
      return map_put(arguments[0], arguments[1], arguments[2], meter);
    case Operation::has: {
      const Result<std::optional<Expr>> found = map_get(arguments[0], arguments[1], meter);
      if (!found) return found.error();
      return Expr::boolean(found->has_value());
    }
    case Operation::keys:
      return map_keys(arguments[0], meter);
    case Operation::map:
    case Operation::filter:
    case Operation::reduce:
      break;
  }
  FLEET_CHECK(false, "the interpreter applies operations of higher order");
}

}  // namespace fleetsim::core
