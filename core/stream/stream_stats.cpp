#include "core/stream/stream_stats.h"

#include <utility>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

constexpr std::pair<const char*, std::uint64_t StreamStats::*> kCounters[] = {
    {"pushed", &StreamStats::pushed},
    {"accepted", &StreamStats::accepted},
    {"yielded", &StreamStats::yielded},
    {"dropped-newest", &StreamStats::dropped_newest},
    {"dropped-oldest", &StreamStats::dropped_oldest},
    {"overflow-errors", &StreamStats::overflow_errors},
    {"rejected", &StreamStats::rejected},
    {"timeouts", &StreamStats::timeouts},
    {"timed-out", &StreamStats::timed_out},
    {"blocked", &StreamStats::blocked},
};

constexpr std::pair<const char*, bool StreamStats::*> kFlags[] = {
    {"closed", &StreamStats::closed},
    {"cancelled", &StreamStats::cancelled},
};

}  // namespace

Expr StreamStats::to_expr() const {
  std::vector<std::pair<std::string_view, Expr>> fields;
  for (const auto& [label, counter] : kCounters) fields.emplace_back(label, decimal(this->*counter));
  for (const auto& [label, flag] : kFlags) fields.emplace_back(label, Expr::boolean(this->*flag));
  return field_map(std::move(fields));
}

Result<StreamStats> StreamStats::from_expr(const Expr& expr) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("stream stats map", expr.kind_name());
  StreamStats stats;
  for (const auto& [label, counter] : kCounters) {
    Result<std::uint64_t> value = u64_field(expr, label);
    if (!value) return value.error();
    stats.*counter = *value;
  }
  for (const auto& [label, flag] : kFlags) {
    Result<bool> value = bool_field(expr, label);
    if (!value) return value.error();
    stats.*flag = *value;
  }
  return stats;
}

}  // namespace fleetsim::core
