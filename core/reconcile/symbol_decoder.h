#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/reconcile/coded_symbol.h"
#include "core/reconcile/riblt_index.h"

namespace fleetsim::core {

/// Finds in what two sets differ, from this side's items and the other side's coded symbols (encode_symbols),
/// as many of them as that takes.
///
/// Model: a symbol minus one's own holds the difference alone; where that is one item it is known, and taken
/// out of all
///   symbols that it belongs to, which may leave one item elsewhere (symbol 0 holds everything: empty, it
///   ends the matter).
/// Bounds: any symbols whatever end in time: each item found costs some 2 ln(symbols) steps, and there are no
/// more items
///   than symbols taken. Memory is that of `mine` and twice the symbols taken; how many to take is the
///   caller's affair.
/// A plain value for the time of one exchange.
class SymbolDecoder {
 public:
  /// In any order; what is there twice counts once.
  explicit SymbolDecoder(std::span<const ItemId> mine = {});

  /// The next symbols of the other side, in their order. What comes after the last one that was needed is
  /// ignored.
  void add(std::span<const CodedSymbol> theirs);

  /// Everything is known.
  bool decoded() const { return decoded_; }
  /// No set of distinct items has these symbols: they were damaged, or meant to mislead. Final.
  bool failed() const { return failed_; }
  /// How many were taken; once decoded, how many it took.
  std::uint64_t symbols() const { return received_; }

  /// Ascending. Empty until decoded.
  const std::vector<ItemId>& only_mine() const { return only_mine_; }
  const std::vector<ItemId>& only_theirs() const { return only_theirs_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(mine_, found_, residual_, received_, only_mine_, only_theirs_, decoded_, failed_);
  }

 private:
  /// An item of the difference, and the next symbol to take it out of.
  struct Found {
    RibltIndex at;
    bool theirs = false;
  };

  void look_ahead();
  void take_out(Found& found, std::vector<std::uint64_t>* touched = nullptr);
  void peel(std::uint64_t index);
  void finish();
  bool is_mine(ItemId item) const;

  std::vector<RibltIndex> mine_;  // ascending by item; each at its first index beyond residual_
  std::vector<Found> found_;      // in the order of finding; each at its first index beyond residual_
  std::vector<CodedSymbol>
      residual_;  // theirs, once received, minus mine and what was found; made ahead of what comes
  std::uint64_t received_ = 0;
  std::vector<ItemId> only_mine_;
  std::vector<ItemId> only_theirs_;
  bool decoded_ = false;
  bool failed_ = false;
};

}  // namespace fleetsim::core
