#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/bytes.h"
#include "core/eval/content_key.h"
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

/// `stale_announcement`: gossip goes out with what `first` said, which is filled by the first gossip there is. What is an
/// answer stays one, so that two nodes do not answer each other for ever.
core::SharedBytes repeat_claims(const core::SharedBytes& message, core::SharedBytes& first);

/// `false_announcement`: gossip goes out with the claim that `self` holds `keys`.
core::SharedBytes add_claims(const core::SharedBytes& message, const core::Symbol& self,
                             std::span<const core::ContentKey> keys);

}  // namespace fleetsim::sim
