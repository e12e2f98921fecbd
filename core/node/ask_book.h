#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/node_id.h"
#include "core/eval/answer_source.h"
#include "core/wire/message.h"

namespace fleetsim::core {

using FlightId = std::uint64_t;

/// An ask that has no answer yet.
struct OpenAsk {
  FlightId flight = 0;
  NodeId to = kNobody;
  AnswerSource source = AnswerSource::peer;
  ContentKey key;
};

/// What one node has asked others and heard nothing of yet. A plain value; bounded by the asks of its open
/// flights.
class AskBook {
 public:
  /// Ids are never used twice by a node, not even in another life: `incarnation` is their upper half.
  void begin_life(std::uint32_t incarnation) { last_ = AskId{incarnation} << 32; }

  AskId open(const OpenAsk& ask);
  /// An id that nobody will answer.
  AskId unused() { return ++last_; }

  const OpenAsk* find(AskId ask) const;
  /// The ask that a reply answers when ask id, sender and key all fit.
  std::optional<AskId> matching(NodeId from, AskId ask, const ContentKey& key) const;
  /// The oldest ask that is open at that node, whatever the reply says.
  std::optional<AskId> oldest_at(NodeId from) const;
  /// All that are open at that node, oldest first.
  std::vector<AskId> at(NodeId to) const;

  void close(AskId ask) { open_.erase(ask); }
  std::size_t size() const { return open_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(open_, last_);
  }

 private:
  std::map<AskId, OpenAsk> open_;
  AskId last_ = 0;
};

}  // namespace fleetsim::core
