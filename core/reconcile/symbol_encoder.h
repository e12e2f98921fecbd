#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/reconcile/coded_symbol.h"

namespace fleetsim::core {

/// The coded symbols [from, from + count) of a set, whose stream has no end (RibltIndex::kEnd apart, from
/// which on all are empty): another side decodes the difference to its own set from the first 1.35 d or so of
/// them, whatever the sets' sizes, and nobody needs to know d beforehand.
///
/// Requires that no item is there twice. Costs about 2 ln((from + count) / 2) steps an item, and 24 bytes a
/// symbol.
std::vector<CodedSymbol> encode_symbols(std::span<const ItemId> items, std::uint64_t from,
                                        std::uint64_t count);

}  // namespace fleetsim::core
