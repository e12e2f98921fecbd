#pragma once

#include "core/realize/cx.h"
#include "core/realize/value.h"
#include "core/store/eval_cassette.h"

namespace fleetsim::core {

/// A LedgeredRelayFabric over `inner` and `cassette` as a runtime value. Its display text is
/// `#<ledgered-relay-fabric>`, it exposes itself as an eval fabric, and it is no data.
/// Errors: eval when either is missing; those of the context's value factory.
/// Contract row 18.
Result<Value> ledgered_relay_fabric_value(Cx& cx, EvalFabricRef inner,
                                          std::shared_ptr<EvalCassette> cassette);

}  // namespace fleetsim::core
