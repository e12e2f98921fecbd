#pragma once

#include "core/store/stored_reply.h"
#include "core/stream/stream_value.h"

namespace fleetsim::core {

/// A reply as a stream of data packets `stream/data/site-result`: the items of its value in order, when that
/// is a list or a vector; otherwise the value alone. It is called `stream/reply/<digest>`, so that two
/// streams of one name have the same items.
StreamValue placed_stream(const StoredReply& reply);

/// The value in a packet of such a stream. Error: eval for any other packet.
Result<Expr> placed_item(const StreamItem& item);

/// The checksum of a stream with one item more: `before` is that of the items before it, 0 of none. Items
/// that nobody could send, because they are too deep to encode, count as empty.
std::uint64_t checksum_with(std::uint64_t before, const Expr& item);

}  // namespace fleetsim::core
