#pragma once

#include <array>

#include "core/value/symbol.h"

namespace fleetsim::core {

/// `stream/site/server`.
/// Contract row 53.
Symbol server_site_symbol();
/// `stream/fabric/server-placement-request`: the kind of the packet that reports what is asked.
/// Contract row 54.
Symbol server_placement_request_symbol();
/// `stream/fabric/server-placement-result`: the kind of the packet that reports what came of it.
/// Contract row 55.
Symbol server_placement_result_symbol();
/// `stream/fabric/server-placement-refusal`: the kind of the packet that says why nothing came of it. The
/// original declares it and never sends it (OQ-57).
/// Contract row 56.
Symbol server_placement_refusal_symbol();
/// Request, result, refusal.
/// Contract row 57.
std::array<Symbol, 3> server_placement_frame_operation_symbols();
/// `stream/fabric/ServerPlacementRefused`: the kind of a refusal's diagnostic.
/// Contract row 58.
Symbol server_placement_refusal_diagnostic_kind();

}  // namespace fleetsim::core
