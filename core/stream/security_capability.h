#pragma once

#include <cstdint>

#include "core/eval/capability.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// What may be done with streams, each by its own grant. In the contract's order.
enum class StreamSecurityCapability : std::uint8_t {
  open,
  read,
  push,
  cancel,
  stats,
  remote_preview,
  remote_render,
  lan_midi,
  host_device,
  remote_network
};
inline constexpr std::uint8_t kStreamSecurityCapabilities = 10;

/// `stream.open`, `stream.read`, `stream.push`, `stream.cancel`, `stream.stats`, `stream.remote.preview`,
/// `stream.remote.render`, `stream.lan.midi`, `stream.host.device`, `stream.remote.network`.
CapabilityName capability(StreamSecurityCapability each);
/// `stream/security-capability/<label>`.
Symbol symbol(StreamSecurityCapability each);

}  // namespace fleetsim::core
