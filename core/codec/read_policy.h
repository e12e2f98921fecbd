#pragma once

#include <cstdint>

#include "core/eval/capability.h"

namespace fleetsim::core {

/// Where bytes that are read come from.
enum class TrustLevel : std::uint8_t { untrusted, trusted_source, host_internal };

/// `Untrusted`, `TrustedSource`, `HostInternal`: as error texts name them.
const char* to_string(TrustLevel trust);

/// Required to let a text evaluate something while it is read: `read-eval`.
const CapabilityName& read_eval_capability();
/// Required to let a text construct something while it is read: `read-construct`.
const CapabilityName& read_construct_capability();

/// What a reader may do on behalf of the text that it reads (contract: data-model §2). By default nothing.
struct ReadPolicy {
  TrustLevel trust = TrustLevel::untrusted;
  CapabilitySet capabilities = {};

  /// Errors: capability_denied when it is not granted; trust_denied for `read-eval`, even when it is granted,
  /// when the source is untrusted. Possession is asked first.
  Result<void> require(const CapabilityName& capability) const;

  friend bool operator==(const ReadPolicy&, const ReadPolicy&) = default;
};

}  // namespace fleetsim::core
