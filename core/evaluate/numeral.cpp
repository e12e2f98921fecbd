#include "core/evaluate/numeral.h"

#include <charconv>
#include <limits>
#include <string>

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

constexpr const char* kI64 = "numbers/i64";
constexpr const char* kF64 = "numbers/f64";

const char* domain_of(const Numeral& numeral) {
  return std::holds_alternative<std::int64_t>(numeral) ? kI64 : kF64;
}

Error two_domains(const Numeral& a, const Numeral& b) {
  return Error::type_mismatch(domain_of(a), domain_of(b));
}

Error overflow(const Numeral& operand) {
  return Error::eval(fmt::format("overflow of {}", domain_of(operand)));
}

Error division_by_zero() {
  return Error::eval("division by zero");
}

Result<Numeral> compute_i64(Arithmetic operation, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool good = true;
  switch (operation) {
    case Arithmetic::add:
      good = !__builtin_add_overflow(a, b, &result);
      break;
    case Arithmetic::subtract:
      good = !__builtin_sub_overflow(a, b, &result);
      break;
    case Arithmetic::multiply:
      good = !__builtin_mul_overflow(a, b, &result);
      break;
    case Arithmetic::divide:
      if (b == 0) return division_by_zero();
      good = a != std::numeric_limits<std::int64_t>::min() || b != -1;
      if (good) result = a / b;
      break;
    case Arithmetic::remainder:
      if (b == 0) return division_by_zero();
      result = b == -1 ? 0 : a % b;  // of the smallest number by -1, the processor's own would trap
      break;
  }
  if (!good) return overflow(a);
  return Numeral(result);
}

Result<Numeral> compute_f64(Arithmetic operation, F64 a, F64 b) {
  std::optional<F64> result;
  switch (operation) {
    case Arithmetic::add:
      result = a.plus(b);
      break;
    case Arithmetic::subtract:
      result = a.minus(b);
      break;
    case Arithmetic::multiply:
      result = a.times(b);
      break;
    case Arithmetic::divide:
      if (b.is_zero()) return division_by_zero();
      result = a.over(b);
      break;
    case Arithmetic::remainder:
      return Error::type_mismatch(kI64, kF64);
  }
  if (!result) return overflow(a);
  return Numeral(*result);
}

}  // namespace

Result<Numeral> numeral_from_expr(const Expr& expr) {
  if (expr.kind() != Expr::Kind::number) return Error::type_mismatch("number", expr.kind_name());
  const std::string domain = expr.symbol().text();
  const std::string& text = expr.text();
  if (domain == kF64) {
    if (const std::optional<F64> value = F64::parse(text)) return Numeral(*value);
  } else if (domain == kI64) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && fmt::format("{}", value) == text)
      return Numeral(value);
  } else {
    return Error::type_mismatch(fmt::format("{} or {}", kI64, kF64), domain);
  }
  return Error::eval(fmt::format("no number of {}: \"{:.40}\"", domain, text), ErrorCode::malformed);
}

Expr numeral_expr(const Numeral& numeral) {
  if (const auto* whole = std::get_if<std::int64_t>(&numeral))
    return Expr::number({Symbol::qualified("numbers", "i64"), fmt::format("{}", *whole)});
  return Expr::number({Symbol::qualified("numbers", "f64"), std::get<F64>(numeral).text()});
}

Result<Numeral> compute(Arithmetic operation, const Numeral& a, const Numeral& b) {
  if (a.index() != b.index()) return two_domains(a, b);
  if (const auto* whole = std::get_if<std::int64_t>(&a))
    return compute_i64(operation, *whole, std::get<std::int64_t>(b));
  return compute_f64(operation, std::get<F64>(a), std::get<F64>(b));
}

Result<std::strong_ordering> compare(const Numeral& a, const Numeral& b) {
  if (a.index() != b.index()) return two_domains(a, b);
  if (const auto* whole = std::get_if<std::int64_t>(&a)) return *whole <=> std::get<std::int64_t>(b);
  return std::get<F64>(a) <=> std::get<F64>(b);
}

}  // namespace fleetsim::core
