#pragma once

#include <cstdint>
#include <vector>

#include "core/env/directory.h"

#include "core/store/holding_index.h"
#include "core/wire/message.h"

namespace fleetsim::core {

/// Facts in one message; a larger index goes out in several.
inline constexpr std::size_t kFactsPerMessage = 65'536;

/// The whole index as messages: by key, holders by symbol, then epochs without facts; equal indexes make equal messages,
/// whatever their tables. At least one message, also for an empty index. Only the last one asks for an answer.
std::vector<IndexFacts> export_index(const HoldingIndex& index, bool answer_wanted);

/// What a receiver lets itself be told.
struct AbsorbLimits {
  /// Who sent it: what it says of itself is first-hand, everything else hearsay. Null: all of it is first-hand.
  const Symbol* from = nullptr;
  /// Facts of others than the sender that may be new here; the rest is ignored, and comes again if it is true.
  std::uint64_t hearsay_max = UINT64_MAX;
  /// No hearsay beyond this many facts in the index.
  std::uint64_t index_size_max = UINT64_MAX;
  /// Holders that may be named; null: any.
  const Directory* directory = nullptr;
};

/// What taking facts in came to.
struct Absorbed {
  IndexChange change;         ///< both parts in the order of FactTable::precedes
  std::uint64_t hearsay = 0;  ///< new facts that the sender was not the author of
  std::uint64_t ignored = 0;  ///< beyond the limits
  FactBatch unresolved;       ///< names and shorts whose contents are not known here
};

Absorbed absorb(HoldingIndex& index, const FactBatch& facts, const AbsorbLimits& limits = {});

/// What the shorts of a batch name, as far as this index has said it: the latest of each holder and content.
std::vector<FactId> find_short(const HoldingIndex& index, const FactBatch& facts);

}  // namespace fleetsim::core
