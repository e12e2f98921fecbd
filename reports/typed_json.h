#pragma once

#include <string>

#include "core/host/ask_client.h"
#include "core/value/expr.h"

namespace fleetsim::reports {

/// An expression in the typed JSON form of the conformance vectors: `["string","text"]`. Requires at most
/// core::kDepthMax levels.
std::string typed_json(const core::Expr& expr);

/// What a node answered, as one JSON object without a line end (FORMAT.md, "Answers").
std::string answer_json(const core::NodeAnswer& answer);

}  // namespace fleetsim::reports
