#include "core/placement/placement_capability.h"

namespace fleetsim::core {

const char* wire_label(PlacementCapability each) {
  constexpr std::array kLabels{"stream.placement.run-node-on-server", "stream.placement.run-node-on-lan-peer",
                               "stream.remote.render", "stream.host.device"};
  static_assert(kLabels.size() == kPlacementCapabilities);
  return kLabels[static_cast<std::size_t>(each)];
}

CapabilityName capability(PlacementCapability each) {
  return wire_label(each);
}

Symbol symbol(PlacementCapability each) {
  return Symbol::qualified("stream/placement-capability", wire_label(each));
}

std::array<CapabilityName, kPlacementCapabilities> placement_capability_names() {
  return {capability(PlacementCapability::run_node_on_server),
          capability(PlacementCapability::run_node_on_lan_peer),
          capability(PlacementCapability::remote_render), capability(PlacementCapability::host_device)};
}

CapabilityName placement_run_node_on_server_capability() {
  return capability(PlacementCapability::run_node_on_server);
}

CapabilityName placement_run_node_on_lan_peer_capability() {
  return capability(PlacementCapability::run_node_on_lan_peer);
}

CapabilityName placement_remote_render_capability() {
  return capability(PlacementCapability::remote_render);
}

CapabilityName placement_host_device_capability() {
  return capability(PlacementCapability::host_device);
}

}  // namespace fleetsim::core
