#pragma once

#include <vector>

#include "core/store/holding_index.h"
#include "core/wire/message.h"

namespace fleetsim::core {

/// Facts in one message; a larger index goes out in several.
inline constexpr std::size_t kFactsPerMessage = 65'536;

/// The whole index as messages: by key in the order of the table's ids, holders by symbol. At least one message, also
/// for an empty index. Only the last one asks for an answer.
std::vector<IndexFacts> export_index(const HoldingIndex& index, bool answer_wanted);

/// Takes facts in; returns the new ones, ascending by id.
std::vector<FactId> absorb(HoldingIndex& index, const IndexFacts& facts);

}  // namespace fleetsim::core
