#include "tests/support/describe_effects.h"

#include <fmt/format.h>

#include "core/env/timers.h"
#include "core/wire/message.h"
#include "tests/support/contents.h"

namespace fleetsim::tests {
namespace {

using namespace core;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string ask_text(AskId ask) {
  return fmt::format("{}.{}", ask >> 32, ask & 0xFFFFFFFF);
}

std::string at(Instant instant) {
  return instant == kNever ? "never" : fmt::format("{}", instant.ns / 1'000'000);
}

std::string span(Duration time) {
  return time == kUnlimited ? "ever" : fmt::format("{}", time.ns / 1'000'000);
}

std::string timer_text(TimerId id) {
  switch (timer_kind(id)) {
    case TimerKind::gossip:
      return "gossip";
    case TimerKind::ask:
      return "ask " + ask_text(timer_owner(id));
    case TimerKind::deadline:
      return fmt::format("deadline {}", timer_owner(id));
    case TimerKind::hedge:
      return fmt::format("hedge {}", timer_owner(id));
    case TimerKind::membership:
      return "membership";
    case TimerKind::repair:
      return "repair";
    case TimerKind::retry:
      return fmt::format("retry {}", timer_owner(id));
    case TimerKind::stream_in:
      return "stream_in " + ask_text(timer_owner(id));
    case TimerKind::stream_out:
      return fmt::format("stream_out {}", timer_owner(id));
  }
  return "?";
}

std::string outcome(const Result<StoredReply>& reply) {
  return reply ? reply->decode().value.text() : reply.error().text();
}

}  // namespace

ContentKey EffectText::name_key(const std::string& text) {
  const ContentKey named = key_of(text);
  keys_.emplace(named, text);
  return named;
}

std::string EffectText::node(NodeId id) const {
  return id < directory_->size() ? directory_->name(id).text() : fmt::format("#{}", id);
}

std::string EffectText::key(const ContentKey& key) const {
  const auto known = keys_.find(key);
  return known == keys_.end() ? "?" : known->second;
}

std::string EffectText::message(const SharedBytes& bytes) const {
  return std::visit(
      Overloaded{[&](const Ask& m) {
                   return fmt::format("ask {} {} within {}", ask_text(m.ask), key(m.key), span(m.budget));
                 },
                 [&](const ComputeAsk& m) {
                   return fmt::format("compute_ask {} {} within {}", ask_text(m.ask), key(m.key),
                                      span(m.budget));
                 },
                 [&](const Found& m) {
                   const std::string keep = m.keep == kUnlimited ? "" : " keep " + span(m.keep);
                   return fmt::format("found {} {} = {}{}", ask_text(m.ask), key(m.key),
                                      outcome(StoredReply::from_bytes(m.reply)), keep);
                 },
                 [&](const Missing& m) {
                   const std::string retry = m.retry_after == Duration{} ? "" : " retry after " + span(m.retry_after);
                   return fmt::format("missing {} {} = {}{}", ask_text(m.ask), key(m.key), m.error.text(), retry);
                 },
                 [&](const Keep& m) {
                   return fmt::format("keep {} = {}", key(m.key), outcome(StoredReply::from_bytes(m.reply)));
                 },
                 [&](const MemberFrame& m) {
                   return fmt::format("member_frame {}{}", to_string(m.kind), m.about ? " " + m.about->text() : "");
                 },
                 [&](const StreamFrame& m) {
                   return fmt::format("stream_frame {} {}", m.to_source ? "to source" : "to reader",
                                      to_string(m.frame.kind));
                 },
                 [&](const Cancel& m) { return fmt::format("cancel {} {}", ask_text(m.ask), key(m.key)); },
                 [&](const IndexFacts& m) {
                   return fmt::format("index_facts {}{}", m.facts.facts(), m.answer_wanted ? " answer" : "");
                 },
                 [&](const GossipFrame& m) {
                   const FactBatch* facts = facts_of(m);
                   const char* kind = gossip_kind_name(static_cast<std::uint8_t>(m.index()));
                   return facts == nullptr ? std::string(kind) : fmt::format("{} {}", kind, facts->facts());
                 }},
      *decode_message(*bytes));
}

std::string EffectText::observation(const Observation& fact) const {
  return std::visit(
      Overloaded{
          [&](const Asked& o) { return fmt::format("asked {} {}", o.request, key(o.key)); },
          [&](const AskSent& o) {
            return fmt::format("ask_sent {} {} {}", o.request, node(o.to), to_string(o.source));
          },
          [&](const Answered& o) {
            return fmt::format("answered {} {}{}", o.request,
                               o.error ? to_string(o.error->code) : to_string(o.source),
                               o.held ? " held" : "");
          },
          [&](const Served& o) { return fmt::format("served {} {}", node(o.to), key(o.key)); },
          [&](const Recorded& o) { return "recorded " + key(o.key); },
          [&](const Recovered& o) { return "recovered " + key(o.key); },
          [&](const LogRepaired& o) {
            return fmt::format("log_repaired {} {} {}", o.torn_bytes, o.corrupt_records, o.divergent_records);
          },
          [&](const StreamOpened& o) { return fmt::format("stream_opened {} {}", o.request, key(o.key)); },
          [&](const StreamResumed& o) { return fmt::format("stream_resumed {} {}", o.request, o.items); },
          [&](const StreamItemCame& o) { return fmt::format("stream_item_came {} {}", o.request, o.number); },
          [&](const StreamOver& o) {
            return fmt::format("stream_over {} {} {}", o.request, o.items, to_string(o.why));
          },
          [&](const StreamSourced& o) {
            return fmt::format("stream_sourced {} {} {}", node(o.to), key(o.key), o.items);
          },
          [&](const ReplicaSent& o) { return fmt::format("replica_sent {} {}", node(o.to), key(o.key)); },
          [&](const NotRecorded& o) { return "not_recorded " + key(o.key) + (o.said ? " said all the same" : ""); },
          [&](const NotKept& o) { return "not_kept " + key(o.key); },
          [&](const Evicted& o) { return "evicted " + key(o.key); },
          [&](const Diverged& o) { return fmt::format("diverged {} {}", node(o.other), key(o.key)); },
          [&](const Quarantined& o) { return fmt::format("quarantined {} {}", node(o.from), key(o.key)); },
          [&](const PeerJudged& o) { return fmt::format("peer_judged {} {}", node(o.peer), to_string(o.state)); },
          [&](const HearsayIgnored& o) { return fmt::format("hearsay_ignored {} from {}", o.facts, node(o.from)); },
          [&](const SegmentDropped& o) { return fmt::format("segment_dropped {}", o.segment); },
          [&](const Learned& o) { return fmt::format("learned {} from {}", o.facts.size(), node(o.from)); },
          [&](const ComputeStarted& o) { return "compute_started " + key(o.key); },
          [&](const ComputeDone& o) {
            return fmt::format("compute_done {}{}", key(o.key), o.reply ? "" : " failed");
          },
          [&](const MessageRefused& o) { return "message_refused " + node(o.from); },
          [&](const ReplyDropped& o) {
            return fmt::format("reply_dropped {} {}", node(o.from), key(o.key));
          },
          [&](const AskFailed& o) {
            return fmt::format("ask_failed {} {} {}", o.request, node(o.to), to_string(o.miss));
          },
          [&](const Joined& o) { return fmt::format("joined {} {}", o.request, o.leader); },
          [&](const PeerAvoided& o) { return fmt::format("peer_avoided {} {}", o.request, node(o.peer)); },
          [&](const HomeAwaited& o) { return fmt::format("home_awaited {} {}", o.request, node(o.home)); },
          [&](const ComputeCancelled& o) { return "compute_cancelled " + key(o.key); },
          [&](const ComputeRefused& o) { return fmt::format("compute_refused {} {}", node(o.from), key(o.key)); }},
      fact);
}

std::string EffectText::line(const Effect& effect) const {
  return std::visit(
      Overloaded{[&](const Send& e) { return fmt::format("send {} {}", node(e.to), message(e.bytes)); },
                 [&](const SetTimer& e) { return fmt::format("set {} at {}", timer_text(e.id), at(e.at)); },
                 [&](const CancelTimer& e) { return "cancel " + timer_text(e.id); },
                 [&](const Append& e) { return fmt::format("append {}", e.seq); },
                 [&](const Sync& e) { return fmt::format("sync {}", e.seq); },
                 [&](const Truncate& e) { return fmt::format("truncate {}", e.size); },
                 [&](const DropSegment& e) { return fmt::format("drop segment {}", e.segment); },
                 [&](const Compute& e) { return fmt::format("compute {}", e.id); },
                 [&](const CancelCompute& e) { return fmt::format("cancel compute {}", e.id); },
                 [&](const Answer& e) { return fmt::format("answer {} = {}", e.id, outcome(e.reply)); },
                 [&](const AnswerItem& e) { return fmt::format("answer {} item {}", e.id, e.number); },
                 [&](const AnswerEnd& e) {
                   return fmt::format("answer {} end {} {}", e.id, e.items, to_string(e.why));
                 },
                 [&](const Observe& e) { return "observe " + observation(e.fact); }},
      effect);
}

std::vector<std::string> EffectText::lines(const Effects& effects) const {
  std::vector<std::string> out;
  for (const Effect& effect : effects) out.push_back(line(effect));
  return out;
}

}  // namespace fleetsim::tests
