#include "core/node/fabric_options.h"

#include <array>
#include <cstddef>

namespace fleetsim::core {

const char* to_string(LedgerSync sync) { return sync == LedgerSync::always ? "always" : "never"; }

const char* to_string(PlantedBug bug) {
  static constexpr std::array<const char*, kPlantedBugs> names = {"none", "forget_facts", "ask_on_local_hit",
                                                                  "record_errors", "answer_before_append", "never_evict",
                                                                  "serve_quarantined", "forget_retractions",
                                                                  "answer_twice", "ignore_cancel", "skip_stream_item",
                                                                  "drop_batch", "skip_incarnation", "forget_down_peer",
                                                                  "wrong_checksum", "believe_old_news"};
  return names.at(static_cast<std::size_t>(bug));
}

const char* to_string(ReplayRule rule) { return rule == ReplayRule::first_wins ? "first_wins" : "last_wins"; }

const char* to_string(LedgerFailure failure) { return failure == LedgerFailure::strict ? "strict" : "warn"; }

const char* to_string(Asking asking) {
  static constexpr std::array<const char*, 3> names = {"sequential", "hedged", "parallel"};
  return names.at(static_cast<std::size_t>(asking));
}

const char* to_string(ReplyMatching matching) {
  return matching == ReplyMatching::correlated ? "correlated" : "arrival_order";
}

}  // namespace fleetsim::core
