#include "core/realize/tick.h"

#include <set>

#include "core/value/field.h"

namespace fleetsim::core {

Result<void> check_ticks(std::span<const Tick> ticks) {
  std::set<Symbol> seen;
  for (const Tick& tick : ticks)
    if (!seen.insert(tick.clock).second)
      return Error::eval("duplicate event tick clock " + tick.clock.text());
  return {};
}

Ref clock_index(std::uint64_t n) {
  return Symbol::qualified("stream/clock-index", std::to_string(n));
}

Expr expr_from_ticks(std::span<const Tick> ticks) {
  std::vector<Expr> items;
  items.reserve(ticks.size());
  for (const Tick& tick : ticks)
    items.push_back(field_map({{"clock", Expr::symbol(tick.clock)}, {"index", expr_from_ref(tick.index)}}));
  return Expr::list(std::move(items));
}

Result<std::vector<Tick>> ticks_from_expr(const Expr& list) {
  if (list.kind() != Expr::Kind::list) return Error::type_mismatch("list field", list.kind_name());
  std::vector<Tick> ticks;
  ticks.reserve(list.children().size());
  for (const Expr& item : list.children()) {
    if (item.kind() != Expr::Kind::map) return Error::type_mismatch("tick map", item.kind_name());
    Result<Symbol> clock = symbol_field(item, "clock");
    if (!clock) return clock.error();
    Result<Expr> index = any_field(item, "index");
    if (!index) return index.error();
    Result<Ref> ref = ref_from_expr(*index);
    if (!ref) return ref.error();
    ticks.push_back({*std::move(clock), *std::move(ref)});
  }
  return ticks;
}

Datum datum_from_ticks(std::span<const Tick> ticks) {
  std::vector<Datum> items;
  items.reserve(ticks.size());
  for (const Tick& tick : ticks)
    items.push_back(Datum::node(Symbol::qualified("core", "tick"),
                                {{Symbol::unqualified("clock"), Datum::symbol(tick.clock)},
                                 {Symbol::unqualified("index"), datum_from_ref(tick.index)}}));
  return Datum::vector(std::move(items));
}

}  // namespace fleetsim::core
