#include "core/lookup/circuit_breakers.h"

#include <algorithm>

namespace fleetsim::core {

bool CircuitBreakers::allows(NodeId peer, Instant now) const {
  const auto failing = failing_.find(peer);
  return failing == failing_.end() || failing->second.until <= now;
}

void CircuitBreakers::failed(NodeId peer, Instant now) {
  if (options_.failures == 0) return;
  Failing& failing = failing_[peer];
  if (++failing.in_a_row < options_.failures) return;
  Duration backoff = options_.backoff;
  for (std::uint32_t i = options_.failures; i < failing.in_a_row && backoff < options_.backoff_max; ++i)
    backoff = std::min(backoff * 2, options_.backoff_max);
  failing.until = now + std::min(backoff, options_.backoff_max);
}

}  // namespace fleetsim::core
