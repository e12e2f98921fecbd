#include "core/stream/stream_fault.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

Result<void> inflict(const StreamFaultSpec& fault, std::vector<StreamItem>& items) {
  const auto reach = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(fault.count, items.size()));
  switch (fault.kind) {
    case StreamFaultKind::drop:
      items.erase(items.begin(), items.begin() + reach);
      break;
    case StreamFaultKind::reorder:
      if (items.size() > 1) std::swap(items[0], items[1]);
      break;
    case StreamFaultKind::duplicate: {
      if (items.empty()) break;
      if (fault.count > StreamFaultPlan::kItemsMax || items.size() + fault.count > StreamFaultPlan::kItemsMax)
        return Error::eval(
            fmt::format("a stream fault may leave at most {} items", StreamFaultPlan::kItemsMax),
            ErrorCode::limit_exceeded);
      const StreamItem first = items.front();
      items.insert(items.begin(), static_cast<std::size_t>(fault.count), first);
      break;
    }
    case StreamFaultKind::delay:
      std::rotate(items.begin(), items.begin() + reach, items.end());
      break;
    case StreamFaultKind::cancel:
    case StreamFaultKind::timeout:
    case StreamFaultKind::disconnect:
    case StreamFaultKind::reconnect:
    case StreamFaultKind::unsupported_profile:
      break;
  }
  return {};
}

}  // namespace

Result<StreamFaultPlan::Outcome> StreamFaultPlan::apply(std::vector<StreamItem> items) const {
  Outcome outcome;
  for (const StreamFaultSpec& fault : faults) {
    if (Result<void> done = inflict(fault, items); !done) return done.error();
    outcome.diagnostics.push_back(symbol(fault.kind));
  }
  outcome.items = std::move(items);
  return outcome;
}

Expr StreamFaultPlan::to_expr() const {
  std::vector<Expr> maps;
  for (const StreamFaultSpec& fault : faults)
    maps.push_back(field_map({{"fault", Expr::symbol(symbol(fault.kind))}, {"count", decimal(fault.count)}}));
  return Expr::list(std::move(maps));
}

Result<StreamFaultPlan> StreamFaultPlan::from_expr(const Expr& expr) {
  if (expr.kind() != Expr::Kind::list) return Error::type_mismatch("stream fault list", expr.kind_name());
  StreamFaultPlan plan;
  for (const Expr& item : expr.children()) {
    if (item.kind() != Expr::Kind::map) return Error::type_mismatch("stream fault map", item.kind_name());
    Result<Symbol> text = symbol_field(item, "fault");
    if (!text) return text.error();
    Result<StreamFaultKind> kind = parse_stream_fault_kind(*text);
    if (!kind) return kind.error();
    Result<std::uint64_t> count = u64_field(item, "count");
    if (!count) return count.error();
    plan.faults.push_back(StreamFaultSpec::make(*kind, *count));
  }
  return plan;
}

}  // namespace fleetsim::core
