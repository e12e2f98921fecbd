#pragma once

#include <array>
#include <string_view>

namespace fleetsim::sim {

/// The invariants that are judged in every run, by the names under which a scenario may plant a failure of
/// one. sim/check owns them; a test holds the two lists together.
inline constexpr std::array<std::string_view, 15> kInvariantNames = {
    "served_bytes_match_key",      "holders_agree",
    "index_names_true_holders",    "index_only_grows",
    "local_hit_sends_nothing",     "errors_are_never_recorded",
    "store_within_capacity",       "quarantine_holds",
    "acknowledged_records_survive",  "replies_only_to_the_entitled",
    "one_answer_per_request",        "cancelled_computes_stay_silent",
    "streams_come_in_order",         "beliefs_follow_incarnations",
    "indexes_become_equal"};

}  // namespace fleetsim::sim
