#include "core/reconcile/symbol_encoder.h"

#include "core/reconcile/riblt_index.h"

namespace fleetsim::core {

std::vector<CodedSymbol> encode_symbols(std::span<const ItemId> items, std::uint64_t from,
                                        std::uint64_t count) {
  std::vector<CodedSymbol> symbols(static_cast<std::size_t>(count));
  for (const ItemId item : items) {
    RibltIndex at(item);
    while (at.index() < from && at.index() < RibltIndex::kEnd) at.next();
    for (; at.index() < RibltIndex::kEnd && at.index() - from < count; at.next())
      symbols[static_cast<std::size_t>(at.index() - from)].add(item);
  }
  return symbols;
}

}  // namespace fleetsim::core
