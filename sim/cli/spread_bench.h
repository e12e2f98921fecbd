#pragma once

#include "sim/cli/arguments.h"
#include "sim/cli/session.h"

namespace fleetsim::sim {

/// `bench spread`: a rumour, measured over seeds, against the curves of theory, as a table and perhaps a picture.
int spread_bench(const Arguments& arguments, Session& session);

}  // namespace fleetsim::sim
