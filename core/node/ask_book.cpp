#include "core/node/ask_book.h"

namespace fleetsim::core {

AskId AskBook::open(const OpenAsk& ask) {
  open_.emplace(++last_, ask);
  return last_;
}

const OpenAsk* AskBook::find(AskId ask) const {
  const auto open = open_.find(ask);
  return open == open_.end() ? nullptr : &open->second;
}

std::optional<AskId> AskBook::matching(NodeId from, AskId ask, const ContentKey& key) const {
  const OpenAsk* open = find(ask);
  return open != nullptr && open->to == from && open->key == key ? std::optional(ask) : std::nullopt;
}

std::optional<AskId> AskBook::oldest_at(NodeId from) const {
  for (const auto& [id, ask] : open_)
    if (ask.to == from) return id;
  return std::nullopt;
}

std::vector<AskId> AskBook::at(NodeId to) const {
  std::vector<AskId> asks;
  for (const auto& [id, ask] : open_)
    if (ask.to == to) asks.push_back(id);
  return asks;
}

}  // namespace fleetsim::core
