#include "core/host/host_counters.h"

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overload(Fs...) -> Overload<Fs...>;

std::string label(const char* name, const char* value) {
  return fmt::format("{}=\"{}\"", name, value);
}

const char* help(const std::string& metric) {
  static const std::map<std::string, const char*> texts = {
      {"fleetsim_requests_total", "requests taken up at this node"},
      {"fleetsim_answers_total", "replies given, by where they came from"},
      {"fleetsim_failures_total", "requests that ended in an error, by its code"},
      {"fleetsim_asks_sent_total", "asks sent for requests of this node"},
      {"fleetsim_served_total", "replies served to others"},
      {"fleetsim_recorded_total", "replies newly held"},
      {"fleetsim_recovered_total", "replies found in the log at boot"},
      {"fleetsim_log_repairs_total", "times that the log needed repair at boot"},
      {"fleetsim_facts_learned_total", "holders learned of"},
      {"fleetsim_computations_total", "computations ended, by outcome"},
      {"fleetsim_messages_refused_total", "messages that made no sense"},
      {"fleetsim_replies_dropped_total", "replies that answered nothing open"},
      {"fleetsim_asks_failed_total", "asks that did not help, by why"},
      {"fleetsim_requests_joined_total", "requests that waited for the lookup of another one"},
      {"fleetsim_peers_avoided_total", "peers passed over after failures"},
      {"fleetsim_home_waits_total", "times that an overloaded home was waited for"},
      {"fleetsim_computations_cancelled_total", "computations that nobody waited for any more"},
      {"fleetsim_computations_refused_total", "computations refused because the queue was full"},
      {"fleetsim_other_observations_total", "everything else that the node said"},
      {"fleetsim_not_kept_total", "replies answered and not kept: too long, or no room"},
      {"fleetsim_not_recorded_total", "replies that the ledger failed to take"},
      {"fleetsim_evicted_total", "replies that went to make room"},
      {"fleetsim_divergences_total", "other holders' other replies for what this node holds"},
      {"fleetsim_quarantined_total", "replies that were not believed and set aside"},
      {"fleetsim_hearsay_ignored_total", "facts of others beyond what a peer may tell"},
      {"fleetsim_log_segments_dropped_total", "emptied parts of the log that were removed"},
      {"fleetsim_replicas_sent_total", "copies given away because too few held something"},
      {"fleetsim_peers_judged_total", "what was believed of peers from then on, by what it was"},
      {"fleetsim_streams_sourced_total", "streams, and parts of streams, sent to others"},
      {"fleetsim_link_events_total", "what happened to connections"},
  };
  const auto found = texts.find(metric);
  return found == texts.end() ? "" : found->second;
}

}  // namespace

HostCounters::HostCounters() {
  for (std::uint8_t i = 0; i < kAnswerSources; ++i) {
    const char* source = to_string(static_cast<AnswerSource>(i));
    add("fleetsim_answers_total", label("source", source), 0);
    if (i > 0) add("fleetsim_asks_sent_total", label("as", source), 0);
  }
  for (std::uint8_t i = 0; i < kErrorCodes; ++i)
    add("fleetsim_failures_total", label("code", to_string(static_cast<ErrorCode>(i))), 0);
  for (std::uint8_t i = 0; i < kLinkFactKinds; ++i)
    add("fleetsim_link_events_total", label("kind", to_string(static_cast<LinkFact::Kind>(i))), 0);
  for (std::uint8_t i = 0; i < kMisses; ++i)
    add("fleetsim_asks_failed_total", label("miss", to_string(static_cast<Miss>(i))), 0);
  for (const char* metric :
       {"fleetsim_requests_joined_total", "fleetsim_peers_avoided_total", "fleetsim_home_waits_total",
        "fleetsim_computations_cancelled_total", "fleetsim_computations_refused_total",
        "fleetsim_not_kept_total", "fleetsim_not_recorded_total", "fleetsim_evicted_total", "fleetsim_divergences_total",
        "fleetsim_quarantined_total", "fleetsim_hearsay_ignored_total", "fleetsim_log_segments_dropped_total",
        "fleetsim_replicas_sent_total", "fleetsim_streams_sourced_total"})
    add(metric, "", 0);
  for (const char* outcome : {"ok", "error"})
    add("fleetsim_computations_total", label("outcome", outcome), 0);
  for (const char* metric : {"fleetsim_requests_total", "fleetsim_served_total", "fleetsim_recorded_total",
                             "fleetsim_recovered_total", "fleetsim_log_repairs_total",
                             "fleetsim_facts_learned_total", "fleetsim_messages_refused_total",
                             "fleetsim_replies_dropped_total", "fleetsim_other_observations_total"})
    add(metric, "", 0);
}

void HostCounters::count(const Observation& fact) {
  std::visit(Overload{
                 [&](const Asked&) { add("fleetsim_requests_total", ""); },
                 [&](const AskSent& f) { add("fleetsim_asks_sent_total", label("as", to_string(f.source))); },
                 [&](const Answered& f) {
                   if (f.error)
                     add("fleetsim_failures_total", label("code", to_string(f.error->code)));
                   else
                     add("fleetsim_answers_total", label("source", to_string(f.source)));
                 },
                 [&](const Served&) { add("fleetsim_served_total", ""); },
                 [&](const Recorded&) { add("fleetsim_recorded_total", ""); },
                 [&](const Recovered&) { add("fleetsim_recovered_total", ""); },
                 [&](const LogRepaired&) { add("fleetsim_log_repairs_total", ""); },
                 [&](const Learned& f) { add("fleetsim_facts_learned_total", "", f.facts.size()); },
                 [&](const ComputeDone& f) {
                   add("fleetsim_computations_total", label("outcome", f.reply ? "ok" : "error"));
                 },
                 [&](const MessageRefused&) { add("fleetsim_messages_refused_total", ""); },
                 [&](const ReplyDropped&) { add("fleetsim_replies_dropped_total", ""); },
                 [&](const AskFailed& f) {
                   add("fleetsim_asks_failed_total", label("miss", to_string(f.miss)));
                 },
                 [&](const Joined&) { add("fleetsim_requests_joined_total", ""); },
                 [&](const PeerAvoided&) { add("fleetsim_peers_avoided_total", ""); },
                 [&](const HomeAwaited&) { add("fleetsim_home_waits_total", ""); },
                 [&](const ComputeCancelled&) { add("fleetsim_computations_cancelled_total", ""); },
                 [&](const ComputeRefused&) { add("fleetsim_computations_refused_total", ""); },
                 [&](const NotKept&) { add("fleetsim_not_kept_total", ""); },
                 [&](const Evicted&) { add("fleetsim_evicted_total", ""); },
                 [&](const Diverged&) { add("fleetsim_divergences_total", ""); },
                 [&](const Quarantined&) { add("fleetsim_quarantined_total", ""); },
                 [&](const PeerJudged& f) { add("fleetsim_peers_judged_total", label("state", to_string(f.state)), 1); },
                 [&](const HearsayIgnored& f) { add("fleetsim_hearsay_ignored_total", "", f.facts); },
                 [&](const SegmentDropped&) { add("fleetsim_log_segments_dropped_total", ""); },
                 [&](const NotRecorded&) { add("fleetsim_not_recorded_total", ""); },
                 [&](const ReplicaSent&) { add("fleetsim_replicas_sent_total", ""); },
                 [&](const StreamSourced&) { add("fleetsim_streams_sourced_total", ""); },
                 [&](const auto&) { add("fleetsim_other_observations_total", ""); },
             },
             fact);
}

void HostCounters::count(const LinkFact& fact) {
  add("fleetsim_link_events_total", label("kind", to_string(fact.kind)), fact.count);
}

std::uint64_t HostCounters::value(const std::string& metric, const std::string& labels) const {
  const auto series = series_.find(metric);
  if (series == series_.end()) return 0;
  const auto found = series->second.find(labels);
  return found == series->second.end() ? 0 : found->second;
}

std::string HostCounters::text(const std::map<std::string, std::uint64_t>& gauges) const {
  std::string out;
  for (const auto& [metric, by_labels] : series_) {
    out += fmt::format("# HELP {0} {1}\n# TYPE {0} counter\n", metric, help(metric));
    for (const auto& [labels, value] : by_labels)
      out += labels.empty() ? fmt::format("{} {}\n", metric, value)
                            : fmt::format("{}{{{}}} {}\n", metric, labels, value);
  }
  for (const auto& [metric, value] : gauges) out += fmt::format("# TYPE {0} gauge\n{0} {1}\n", metric, value);
  return out;
}

}  // namespace fleetsim::core
