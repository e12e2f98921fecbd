#include "core/realize/effect.h"

#include <array>

#include "core/realize/effect_ledger.h"

namespace fleetsim::core {

Result<ContentId> replay_key(const EffectRequest& request) {
  return content_id(Datum::node(Symbol::qualified("effect", "preimage"),
                                {{Symbol::unqualified("op"), datum_from_op_key(request.op)},
                                 {Symbol::unqualified("input"), request.input}}));
}

const char* to_string(EffectStatus status) {
  static constexpr std::array<const char*, kEffectStatuses> names = {"requested", "resolved", "failed",
                                                                     "aborted"};
  return names.at(static_cast<std::size_t>(status));
}

Result<Ref> perform_effect(Cx& cx, EffectLedger& ledger, EffectRequest request,
                           const EffectPerformer& performer) {
  const Result<ContentId> key = replay_key(request);
  if (!key) return key.error();
  const Ref effect = cx.fresh_handle();
  ledger.add({effect, request, *key});
  if (Result<Event> asked = ledger.events().append(ledger.run(), {}, event::EffectRequested{effect}); !asked)
    return asked.error();

  if (const Result<void> granted = cx.require_all(request.required_capabilities); !granted) {
    ledger.set(effect, EffectStatus::aborted, {}, granted.error().text());
    return granted.error();
  }
  std::optional<Ref> result = ledger.cassette_result(*key);
  if (!result) {
    Result<Ref> performed = performer(cx, request);
    if (!performed) {
      ledger.set(effect, EffectStatus::failed, {}, performed.error().text());
      return performed.error();
    }
    result = *performed;
    ledger.insert_cassette_result(*key, *result);
  }
  ledger.set(effect, EffectStatus::resolved, result, {});
  if (Result<Event> told = ledger.events().append(ledger.run(), {}, event::EffectResolved{effect, *result});
      !told)
    return told.error();
  return *result;
}

}  // namespace fleetsim::core
