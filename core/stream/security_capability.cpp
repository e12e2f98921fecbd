#include "core/stream/security_capability.h"

#include <array>

namespace fleetsim::core {

CapabilityName capability(StreamSecurityCapability each) {
  constexpr std::array kLabels{"stream.open",          "stream.read",     "stream.push",
                               "stream.cancel",        "stream.stats",    "stream.remote.preview",
                               "stream.remote.render", "stream.lan.midi", "stream.host.device",
                               "stream.remote.network"};
  static_assert(kLabels.size() == kStreamSecurityCapabilities);
  return kLabels[static_cast<std::size_t>(each)];
}

Symbol symbol(StreamSecurityCapability each) {
  return Symbol::qualified("stream/security-capability", capability(each));
}

}  // namespace fleetsim::core
