#include "core/codec/read_policy.h"

#include "core/base/check.h"

namespace fleetsim::core {

const char* to_string(TrustLevel trust) {
  switch (trust) {
    case TrustLevel::untrusted:
      return "Untrusted";
    case TrustLevel::trusted_source:
      return "TrustedSource";
    case TrustLevel::host_internal:
      return "HostInternal";
  }
  FLEET_CHECK(false, "a trust level of no kind");
}

const CapabilityName& read_eval_capability() {
  static const CapabilityName name = "read-eval";
  return name;
}

const CapabilityName& read_construct_capability() {
  static const CapabilityName name = "read-construct";
  return name;
}

Result<void> ReadPolicy::require(const CapabilityName& capability) const {
  if (!capabilities.contains(capability)) return Error::capability_denied(capability);
  if (trust == TrustLevel::untrusted && capability == read_eval_capability())
    return Error{ErrorKind::trust_denied, ErrorCode::general, capability, to_string(trust)};
  return {};
}

}  // namespace fleetsim::core
