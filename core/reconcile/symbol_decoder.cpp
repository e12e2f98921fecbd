#include "core/reconcile/symbol_decoder.h"

#include <algorithm>

namespace fleetsim::core {
namespace {

/// Looking ahead costs a pass over all of one's items; by doubling, the passes are few however few symbols
/// come at once.
constexpr std::size_t kAheadMin = 32;

}  // namespace

SymbolDecoder::SymbolDecoder(std::span<const ItemId> mine) {
  std::vector<ItemId> sorted(mine.begin(), mine.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  mine_.reserve(sorted.size());
  for (const ItemId item : sorted) mine_.emplace_back(item);
}

void SymbolDecoder::add(std::span<const CodedSymbol> theirs) {
  for (const CodedSymbol& symbol : theirs) {
    if (decoded_ || failed_) return;
    if (received_ == residual_.size()) look_ahead();
    if (received_ >= residual_.size() || received_ >= RibltIndex::kEnd) {
      failed_ = true;
      return;
    }
    residual_[static_cast<std::size_t>(received_)] += symbol;
    ++received_;
    peel(received_ - 1);
    if (!failed_ && residual_.front().empty()) finish();
  }
}

void SymbolDecoder::look_ahead() {
  residual_.resize(std::max(kAheadMin, 2 * residual_.size()));
  for (RibltIndex& at : mine_)
    for (; at.index() < residual_.size(); at.next())
      residual_[static_cast<std::size_t>(at.index())].remove(at.item());
  for (Found& found : found_) take_out(found);
}

// From the symbols that are there, those made ahead included.
void SymbolDecoder::take_out(Found& found, std::vector<std::uint64_t>* touched) {
  const ItemId item = found.at.item();
  for (; found.at.index() < residual_.size(); found.at.next()) {
    const std::uint64_t index = found.at.index();
    CodedSymbol& symbol = residual_[static_cast<std::size_t>(index)];
    found.theirs ? symbol.remove(item) : symbol.add(item);
    if (touched != nullptr && index < received_) touched->push_back(index);
  }
}

void SymbolDecoder::peel(std::uint64_t index) {
  if (!residual_[static_cast<std::size_t>(index)].is_single()) return;
  std::vector<std::uint64_t> to_look{index};
  while (!to_look.empty()) {
    const CodedSymbol symbol = residual_[static_cast<std::size_t>(to_look.back())];
    to_look.pop_back();
    if (!symbol.is_single()) continue;
    const bool theirs = symbol.count > 0;
    // Each item that is found empties a symbol for good, if the symbols are those of a set; that also bounds
    // the work.
    if (is_mine(symbol.sum) == theirs || found_.size() >= received_) {
      failed_ = true;
      return;
    }
    found_.push_back({RibltIndex(symbol.sum), theirs});
    take_out(found_.back(), &to_look);
  }
}

void SymbolDecoder::finish() {
  for (std::uint64_t i = 0; i < received_; ++i)
    if (!residual_[static_cast<std::size_t>(i)].empty()) failed_ = true;
  for (const Found& found : found_) (found.theirs ? only_theirs_ : only_mine_).push_back(found.at.item());
  for (std::vector<ItemId>* side : {&only_mine_, &only_theirs_}) {
    std::sort(side->begin(), side->end());
    if (std::adjacent_find(side->begin(), side->end()) != side->end()) failed_ = true;
  }
  decoded_ = !failed_;
  if (decoded_) return;
  only_mine_.clear();
  only_theirs_.clear();
}

bool SymbolDecoder::is_mine(ItemId item) const {
  const auto at =
      std::lower_bound(mine_.begin(), mine_.end(), item,
                       [](const RibltIndex& each, ItemId wanted) { return each.item() < wanted; });
  return at != mine_.end() && at->item() == item;
}

}  // namespace fleetsim::core
