#include "sim/world/contents.h"

namespace fleetsim::sim {

Contents::Contents(const Scenario& scenario) {
  keys.reserve(scenario.content.size());
  replies.reserve(scenario.content.size());
  for (const Item& item : scenario.content) {
    // The reader has refused what cannot be keyed or encoded.
    keys.push_back(*core::ContentKey::from_request(item.request));
    replies.push_back(*core::StoredReply::encode(core::text_reply(item.reply)));
    by_key.try_emplace(keys.back(), static_cast<std::uint32_t>(keys.size() - 1));
  }
}

}  // namespace fleetsim::sim
