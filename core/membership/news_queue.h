#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "core/base/node_id.h"
#include "core/wire/member_frame.h"

namespace fleetsim::core {

/// News that still has to be passed on: at most one word about each node, each a limited number of times, those that were
/// sent least first. Bounded: what has been sent most gives way. A plain value.
class NewsQueue {
 public:
  struct Word {
    NodeId about = kNobody;
    MemberState state = MemberState::up;
    std::uint64_t incarnation = 0;
  };

  static constexpr std::size_t kWordsMax = 4'096;

  /// Instead of what was to be said of that node.
  void put(const Word& word);
  void drop(NodeId about);
  bool contains(NodeId about) const { return words_.contains(about); }

  /// Up to `count` words for `to`, none of them about it; each counts as sent, and is dropped when it has been sent
  /// `budget` times.
  std::vector<Word> take(std::size_t count, NodeId to, std::uint32_t budget);

  std::size_t size() const { return words_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(words_, order_, last_);
  }

 private:
  struct Entry {
    Word word;
    std::uint32_t sent = 0;
    std::uint64_t since = 0;  // counts puts: of those sent as often, the older one goes first
  };
  using Place = std::tuple<std::uint32_t, std::uint64_t, NodeId>;

  std::map<NodeId, Entry> words_;
  std::set<Place> order_;  // of `words_`, by (sent, since)
  std::uint64_t last_ = 0;
};

}  // namespace fleetsim::core
