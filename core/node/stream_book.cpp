#include "core/node/stream_book.h"

#include <cstdint>
#include <iterator>

namespace fleetsim::core {

void StreamBook::end(SessionId session) {
  in.at(session).over = true;
  ended_.push_back(session);
  if (ended_.size() <= kEndedMax) return;
  in.erase(ended_.front());
  ended_.erase(ended_.begin());
}

void StreamBook::end(const StreamTo& to, SessionWhy why) {
  out.erase(to);
  if (!ended_out_.insert_or_assign(to, why).second) return;
  ended_out_order_.push_back(to);
  if (ended_out_order_.size() <= kEndedMax) return;
  ended_out_.erase(ended_out_order_.front());
  ended_out_order_.erase(ended_out_order_.begin());
}

std::optional<SessionWhy> StreamBook::ended(const StreamTo& to) const {
  const auto found = ended_out_.find(to);
  return found == ended_out_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t StreamBook::sent_to(NodeId node) const {
  const auto begin = out.lower_bound(StreamTo{node, 0});
  const auto end = out.upper_bound(StreamTo{node, UINT64_MAX});
  return static_cast<std::size_t>(std::distance(begin, end));
}

}  // namespace fleetsim::core
