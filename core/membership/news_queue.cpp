#include "core/membership/news_queue.h"

namespace fleetsim::core {

void NewsQueue::put(const Word& word) {
  drop(word.about);
  const Entry entry{word, 0, ++last_};
  words_.emplace(word.about, entry);
  order_.emplace(entry.sent, entry.since, word.about);
  if (words_.size() > kWordsMax) drop(std::get<2>(*order_.rbegin()));
}

void NewsQueue::drop(NodeId about) {
  const auto found = words_.find(about);
  if (found == words_.end()) return;
  order_.erase({found->second.sent, found->second.since, about});
  words_.erase(found);
}

std::vector<NewsQueue::Word> NewsQueue::take(std::size_t count, NodeId to, std::uint32_t budget) {
  std::vector<Word> taken;
  std::vector<NodeId> sent;
  for (auto place = order_.begin(); place != order_.end() && taken.size() < count; ++place) {
    const NodeId about = std::get<2>(*place);
    if (about == to) continue;
    taken.push_back(words_.at(about).word);
    sent.push_back(about);
  }
  for (const NodeId about : sent) {
    Entry& entry = words_.at(about);
    order_.erase({entry.sent, entry.since, about});
    if (++entry.sent >= budget)
      words_.erase(about);
    else
      order_.emplace(entry.sent, entry.since, about);
  }
  return taken;
}

}  // namespace fleetsim::core
