#pragma once

#include "core/host/node_config.h"

namespace fleetsim::core {

/// How a real home computes. A synthetic one really takes its time; an echo answers with the request's
/// expression.
EvaluatorRef make_evaluator(const NodeConfig::Compute& compute);

}  // namespace fleetsim::core
