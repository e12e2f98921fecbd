#include "core/placement/placement_symbols.h"

namespace fleetsim::core {

Symbol server_site_symbol() {
  return Symbol::qualified("stream/site", "server");
}

Symbol server_placement_request_symbol() {
  return Symbol::qualified("stream/fabric", "server-placement-request");
}

Symbol server_placement_result_symbol() {
  return Symbol::qualified("stream/fabric", "server-placement-result");
}

Symbol server_placement_refusal_symbol() {
  return Symbol::qualified("stream/fabric", "server-placement-refusal");
}

std::array<Symbol, 3> server_placement_frame_operation_symbols() {
  return {server_placement_request_symbol(), server_placement_result_symbol(),
          server_placement_refusal_symbol()};
}

Symbol server_placement_refusal_diagnostic_kind() {
  return Symbol::qualified("stream/fabric", "ServerPlacementRefused");
}

}  // namespace fleetsim::core
