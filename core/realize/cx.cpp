#include "core/realize/cx.h"

#include <limits>

namespace fleetsim::core {
namespace {

Error unresolved(const Ref& ref) {
  return Error::eval("unresolved ref " + to_text(ref));
}

}  // namespace

HandleId Cx::fresh_handle() {
  FLEET_CHECK(handles_ < std::numeric_limits<std::uint64_t>::max(), "a context has no handles left");
  return {seed_, ++handles_};
}

HandleId Cx::hold(Value value) {
  const HandleId id = fresh_handle();
  held_.emplace(id, std::move(value));
  return id;
}

Result<Value> Cx::make_object(std::shared_ptr<const RuntimeObject> object) const {
  if (!object) return Error::eval("there is no object to make a value of");
  return Value::object(std::move(object));
}

Result<Value> Cx::resolve(const Ref& ref) const {
  if (const auto* content = std::get_if<ContentId>(&ref)) {
    const std::optional<Datum> datum = store_.get(*content);
    return datum ? value_from_datum(*datum) : Result<Value>(unresolved(ref));
  }
  if (const auto* symbol = std::get_if<Symbol>(&ref))
    if (const auto found = exports_.find(*symbol); found != exports_.end()) return found->second;
  if (const auto* handle = std::get_if<HandleId>(&ref))
    if (const auto found = held_.find(*handle); found != held_.end()) return found->second;
  return unresolved(ref);
}

Result<Expr> Cx::resolve_expr(const Ref& ref) const {
  if (const auto* content = std::get_if<ContentId>(&ref)) {
    const std::optional<Datum> datum = store_.get(*content);
    return datum ? expr_from_datum(*datum) : Result<Expr>(unresolved(ref));
  }
  const Result<Value> value = resolve(ref);
  return value ? value->as_expr() : Result<Expr>(value.error());
}

}  // namespace fleetsim::core
