#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/bytes.h"
#include "core/eval/content_key.h"
#include "core/store/fact_set.h"
#include "core/store/fact_table.h"
#include "core/store/stored_reply.h"
#include "core/value/symbol.h"

namespace fleetsim::sim {

/// What a lying machine, or a bad line, does to the messages of the honest node on it. Bytes that the lie does not
/// concern come back as they are.

/// `corrupt`: the same bytes but for one bit, counted from the first byte's lowest. Requires a bit within them.
core::SharedBytes flip_bit(const core::Bytes& message, std::uint64_t bit);

/// `wrong_reply`: a reply goes out with another reply's bytes under its key.
core::SharedBytes swap_reply(const core::SharedBytes& message, const core::StoredReply& other);

/// `lost_announcement`: gossip goes out without what it says that `self` holds: of `key`, or of everything.
core::SharedBytes drop_claims(const core::SharedBytes& message, const core::Symbol& self,
                              const std::optional<core::ContentKey>& key);

/// `stale_announcement`: gossip goes out without the facts that are not among those `known` of the table, what the node knew
/// when the fault began. What is said of the whole index stays true.
core::SharedBytes drop_news(const core::SharedBytes& message, const core::FactTable& table, const core::FactSet& known);

/// `false_announcement`: gossip goes out with the claim that `self` holds `keys`; what would open an exchange becomes it.
core::SharedBytes add_claims(const core::SharedBytes& message, const core::Symbol& self,
                             std::span<const core::ContentKey> keys);

}  // namespace fleetsim::sim
