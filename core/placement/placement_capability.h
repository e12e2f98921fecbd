#pragma once

#include <array>
#include <cstdint>

#include "core/eval/capability.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// What placing a node somewhere may need.
/// Contract row 14.
enum class PlacementCapability : std::uint8_t {
  run_node_on_server,
  run_node_on_lan_peer,
  remote_render,
  host_device
};
inline constexpr std::uint8_t kPlacementCapabilities = 4;

/// `stream.placement.run-node-on-server`, `stream.placement.run-node-on-lan-peer`, `stream.remote.render`,
/// `stream.host.device`.
const char* wire_label(PlacementCapability each);
/// The capability of that name.
CapabilityName capability(PlacementCapability each);
/// `stream/placement-capability/<label>`.
Symbol symbol(PlacementCapability each);

/// All four, in the order of the enumeration.
/// Contract row 59.
std::array<CapabilityName, kPlacementCapabilities> placement_capability_names();
/// `stream.placement.run-node-on-server`.
/// Contract row 60.
CapabilityName placement_run_node_on_server_capability();
/// `stream.placement.run-node-on-lan-peer`.
/// Contract row 61.
CapabilityName placement_run_node_on_lan_peer_capability();
/// `stream.remote.render`.
/// Contract row 62.
CapabilityName placement_remote_render_capability();
/// `stream.host.device`.
/// Contract row 63.
CapabilityName placement_host_device_capability();

}  // namespace fleetsim::core
