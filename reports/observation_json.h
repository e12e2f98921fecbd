#pragma once

#include <string>

#include "core/env/observation.h"
#include "core/host/node_host.h"

namespace fleetsim::reports {

/// One observation as one JSON object without a line end: `{"at_ns":...,"node":...,"what":"answered",...}`.
/// Keys and replies are whole digests in hexadecimal (FORMAT.md, "Observations").
std::string observation_json(core::Instant at, const std::string& node, const core::Observation& fact,
                             const core::HostNames& names);

/// The same for what happens to connections and to the node's life.
std::string link_json(core::Instant at, const std::string& node, const core::LinkFact& fact);
std::string started_json(core::Instant at, const std::string& node, std::uint32_t incarnation,
                         const core::Address& listen, const std::optional<core::Address>& admin);
std::string stopped_json(core::Instant at, const std::string& node);

}  // namespace fleetsim::reports
