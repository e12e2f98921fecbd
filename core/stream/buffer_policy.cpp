#include "core/stream/buffer_policy.h"

#include "core/value/field.h"

namespace fleetsim::core {

Result<BufferPolicy> BufferPolicy::make(std::uint64_t capacity, BufferOverflowPolicy overflow) {
  if (capacity == 0) return Error::eval("stream buffer capacity must be at least 1");
  return BufferPolicy(capacity, overflow);
}

Result<BufferPolicy> BufferPolicy::bounded(std::uint64_t capacity) {
  return make(capacity, BufferOverflowPolicy::drop_newest);
}

Symbol BufferPolicy::symbol() const {
  return Symbol::qualified("stream/buffer", "bounded-" + std::to_string(capacity_));
}

Expr BufferPolicy::to_expr() const {
  return field_map({{"capacity", decimal(capacity_)}, {"overflow", Expr::symbol(core::symbol(overflow_))}});
}

Result<BufferPolicy> BufferPolicy::from_expr(const Expr& expr) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("buffer policy map", expr.kind_name());
  Result<std::uint64_t> capacity = u64_field(expr, "capacity");
  if (!capacity) return capacity.error();
  Result<Symbol> overflow_symbol = symbol_field(expr, "overflow");
  if (!overflow_symbol) return overflow_symbol.error();
  Result<BufferOverflowPolicy> overflow = parse_buffer_overflow_policy(*overflow_symbol);
  if (!overflow) return overflow.error();
  return make(*capacity, *overflow);
}

}  // namespace fleetsim::core
