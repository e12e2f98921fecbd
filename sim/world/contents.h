#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/eval/content_key.h"
#include "core/store/stored_reply.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// The scenario's content with what follows from it: keys, and the reply that computing each yields.
struct Contents {
  explicit Contents(const Scenario& scenario);

  std::vector<core::ContentKey> keys;                  ///< per content
  std::vector<core::StoredReply> replies;              ///< per content; of failing items: what `reply` says
  std::map<core::ContentKey, std::uint32_t> by_key;    ///< the first content of a key
};

}  // namespace fleetsim::sim
