#include "core/node/stream_book.h"

namespace fleetsim::core {

void StreamBook::end(SessionId session) {
  in.at(session).over = true;
  ended_.push_back(session);
  if (ended_.size() <= kEndedMax) return;
  in.erase(ended_.front());
  ended_.pop_front();
}

}  // namespace fleetsim::core
