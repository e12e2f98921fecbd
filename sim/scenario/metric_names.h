#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace fleetsim::sim {

/// The metrics of a run, ascending, by the names under which a scenario may set a threshold for one. sim/observe owns them;
/// a test holds the two lists together.
inline constexpr std::array<std::string_view, 102> kMetricNames = {
    "answer_ns_max", "answer_ns_total", "answers_announced", "answers_error", "answers_home", "answers_local",
    "answers_peer", "asks_sent", "bytes_sent", "clocks_set", "contents_held_ever", "contents_lost", "disk_damages",
    "divergences", "evicted_bytes", "evictions", "facts_dropped", "facts_learned", "facts_spread_100",
    "facts_spread_50", "facts_spread_90", "facts_spread_99", "faults_over_budget", "found_at_first_ask",
    "found_at_later_ask", "found_at_second_ask", "gossip_control_bytes", "gossip_decode_failures",
    "gossip_digest_bytes", "gossip_duplicate_bytes", "gossip_exchanges", "gossip_facts_duplicate", "gossip_facts_new",
    "gossip_messages", "gossip_new_bytes", "gossip_overflowed", "gossip_payload_bytes", "gossip_unresolved",
    "hearsay_ignored", "hints_stale", "home_computes", "home_computes_cancelled", "home_computes_refused",
    "home_computes_repeated", "home_waits", "last_learned_ns", "log_corrupt_records", "log_segments_dropped",
    "log_torn_bytes", "messages_corrupted", "messages_doubled", "messages_dropped_loss", "messages_dropped_no_route",
    "messages_dropped_partition", "messages_dropped_queue_full", "messages_dropped_receiver_down",
    "messages_dropped_reset", "messages_dropped_too_big", "messages_held", "messages_queued", "messages_refused",
    "messages_reordered", "messages_retransmitted", "messages_sent", "misses_corrupt", "misses_denied",
    "misses_not_held", "misses_overloaded", "misses_timeout", "misses_unreachable", "nodes_left", "nodes_paused",
    "peers_avoided", "peers_judged_gone", "peers_judged_suspect", "peers_judged_up", "queue_ns_max", "queue_ns_total",
    "records_damaged", "replicas_sent", "replies_dropped", "replies_not_kept", "replies_not_recorded",
    "replies_quarantined", "replies_recorded", "replies_recovered", "requests", "requests_joined", "requests_refused",
    "spread_ns_100", "spread_ns_50", "spread_ns_90", "spread_ns_99", "storage_failures", "storage_failures_disk_full",
    "storage_failures_io_error", "stream_items", "streams", "streams_broken", "streams_resumed", "streams_sourced",
    "streams_whole"};

/// What a metric counts.
enum class MetricUnit : std::uint8_t { count, bytes, time };

/// As its name says.
constexpr MetricUnit unit_of(std::string_view metric) {
  if (metric.find("_ns") != std::string_view::npos) return MetricUnit::time;
  return metric.find("bytes") != std::string_view::npos ? MetricUnit::bytes : MetricUnit::count;
}

}  // namespace fleetsim::sim
