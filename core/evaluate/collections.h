#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/result.h"
#include "core/evaluate/meter.h"
#include "core/value/expr.h"

namespace fleetsim::core {

// The operations on lists, vectors, maps and sets. All values are in canonical form: a map's entries and a
// set's members are in canonical order and distinct, so that a key is found by halving. Every item that is
// copied is one step and its place in the new collection.

/// The position or count that an expression gives: a whole number from 0. Errors: type_mismatch, eval.
Result<std::uint64_t> index_of(const Expr& expr);
/// The items of a list or a vector. Error: type_mismatch.
Result<std::span<const Expr>> items_of(const Expr& expr);
/// A collection of the kind of `like`, a list or a vector.
Expr same_kind(const Expr& like, std::vector<Expr> items);

Result<Expr> list_of(std::span<const Expr> items, Meter& meter);
/// Of a list, vector or set its members, of a map its entries.
Result<Expr> length_of(const Expr& collection);
/// Error: eval when there is no such position.
Result<Expr> nth_of(const Expr& sequence, std::uint64_t index);
/// All but the first. Error: eval when there is none.
Result<Expr> rest_of(const Expr& sequence, Meter& meter);
/// All items of all sequences, in the kind of the first.
Result<Expr> appended(std::span<const Expr> sequences, Meter& meter);
/// 0, 1, ... count - 1 as `numbers/i64`.
Result<Expr> range_of(std::uint64_t count, Meter& meter);

Result<std::optional<Expr>> map_get(const Expr& map, const Expr& key, Meter& meter);
/// A new map; an entry of the same key is replaced.
Result<Expr> map_put(const Expr& map, const Expr& key, const Expr& value, Meter& meter);
/// In canonical order, as a list.
Result<Expr> map_keys(const Expr& map, Meter& meter);

}  // namespace fleetsim::core
