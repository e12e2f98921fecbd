#include "sim/observe/fact_codec.h"

#include <fmt/format.h>

#include <array>

namespace fleetsim::sim {
namespace {

using core::ByteView;
using core::ByteWriter;

// No instant of a run.
constexpr std::int64_t kSkewed = -1;

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overload(Fs...) -> Overload<Fs...>;

void key_and_reply(ByteWriter& out, const core::ContentKey& key, const core::Digest& reply) {
  out.raw(ByteView(key.digest()));
  out.raw(ByteView(reply));
}

void encode_facts(const std::vector<core::FactId>& facts, const core::FactTable& table, ByteWriter& out) {
  out.varuint(facts.size());
  for (const core::FactId fact : facts) out.raw(ByteView(table.hash(fact)));
}

void encode_observation(const core::Observation& observation, const core::FactTable& table, ByteWriter& out) {
  out.u8(static_cast<std::uint8_t>(observation.index()));
  std::visit(Overload{
                 [&](const core::Asked& f) {
                   out.varuint(f.request);
                   out.raw(ByteView(f.key.digest()));
                 },
                 [&](const core::AskSent& f) {
                   out.varuint(f.request);
                   out.varuint(f.to);
                   out.u8(static_cast<std::uint8_t>(f.source));
                 },
                 [&](const core::Answered& f) {
                   out.varuint(f.request);
                   out.raw(ByteView(f.key.digest()));
                   out.u8(f.reply ? 1 : 0);
                   if (f.reply) out.raw(ByteView(*f.reply));
                   if (f.error) out.blob(f.error->text());
                   out.u8(static_cast<std::uint8_t>(f.source));
                   out.u8(f.held ? 1 : 0);
                 },
                 [&](const core::Served& f) {
                   out.varuint(f.to);
                   key_and_reply(out, f.key, f.reply);
                 },
                 [&](const core::Recorded& f) {
                   key_and_reply(out, f.key, f.reply);
                   out.varuint(f.bytes);
                 },
                 [&](const core::Recovered& f) {
                   key_and_reply(out, f.key, f.reply);
                   out.varuint(f.bytes);
                 },
                 [&](const core::NotKept& f) {
                   key_and_reply(out, f.key, f.reply);
                   out.varuint(f.bytes);
                 },
                 [&](const core::Evicted& f) {
                   key_and_reply(out, f.key, f.reply);
                   out.varuint(f.bytes);
                 },
                 [&](const core::Diverged& f) {
                   out.varuint(f.other);
                   key_and_reply(out, f.key, f.mine);
                   out.raw(ByteView(f.theirs));
                 },
                 [&](const core::Quarantined& f) {
                   out.varuint(f.from);
                   key_and_reply(out, f.key, f.reply);
                 },
                 [&](const core::NotRecorded& f) {
                   key_and_reply(out, f.key, f.reply);
                   out.u8(f.said ? 1 : 0);
                   if (f.said) out.raw(ByteView(*f.said));
                 },
                 [&](const core::PeerJudged& f) {
                   out.varuint(f.peer);
                   out.u8(static_cast<std::uint8_t>(f.state));
                   out.varuint(f.incarnation);
                   out.varuint(f.from);
                 },
                 [&](const core::HearsayIgnored& f) {
                   out.varuint(f.from);
                   out.varuint(f.facts);
                 },
                 [&](const core::ReplicaSent& f) {
                   out.varuint(f.to);
                   out.raw(ByteView(f.key.digest()));
                 },
                 [&](const core::SegmentDropped& f) {
                   out.varuint(f.segment);
                   out.varuint(f.log_bytes);
                 },
                 [&](const core::LogRepaired& f) {
                   out.varuint(f.torn_bytes);
                   out.varuint(f.corrupt_records);
                   out.varuint(f.divergent_records);
                 },
                 [&](const core::Learned& f) {
                   out.varuint(f.from);
                   encode_facts(f.facts, table, out);
                   encode_facts(f.dropped, table, out);
                   out.varuint(f.index_size);
                 },
                 [&](const core::ComputeStarted& f) { out.raw(ByteView(f.key.digest())); },
                 [&](const core::ComputeDone& f) {
                   out.raw(ByteView(f.key.digest()));
                   out.u8(f.reply ? 1 : 0);
                   if (f.reply) out.raw(ByteView(*f.reply));
                 },
                 [&](const core::MessageRefused& f) {
                   out.varuint(f.from);
                   out.varuint(f.bytes);
                 },
                 [&](const core::ReplyDropped& f) {
                   out.varuint(f.from);
                   out.raw(ByteView(f.key.digest()));
                 },
                 [&](const core::AskFailed& f) {
                   out.varuint(f.request);
                   out.varuint(f.to);
                   out.u8(static_cast<std::uint8_t>(f.source));
                   out.u8(static_cast<std::uint8_t>(f.miss));
                 },
                 [&](const core::Joined& f) {
                   out.varuint(f.request);
                   out.varuint(f.leader);
                 },
                 [&](const core::PeerAvoided& f) {
                   out.varuint(f.request);
                   out.varuint(f.peer);
                 },
                 [&](const core::HomeAwaited& f) {
                   out.varuint(f.request);
                   out.varuint(f.home);
                   out.i64_le(f.until.ns);
                 },
                 [&](const core::ComputeCancelled& f) { out.raw(ByteView(f.key.digest())); },
                 [&](const core::ComputeRefused& f) {
                   out.varuint(f.from);
                   out.raw(ByteView(f.key.digest()));
                 },
                 [&](const core::StreamOpened& f) {
                   out.varuint(f.request);
                   out.raw(ByteView(f.key.digest()));
                   out.varuint(f.site);
                 },
                 [&](const core::StreamResumed& f) {
                   out.varuint(f.request);
                   out.varuint(f.items);
                 },
                 [&](const core::StreamItemCame& f) {
                   out.varuint(f.request);
                   out.varuint(f.number);
                   out.u64_le(f.checksum);
                 },
                 [&](const core::StreamOver& f) {
                   out.varuint(f.request);
                   out.raw(ByteView(f.key.digest()));
                   out.varuint(f.items);
                   out.u8(static_cast<std::uint8_t>(f.why));
                 },
                 [&](const core::StreamSourced& f) {
                   out.varuint(f.to);
                   key_and_reply(out, f.key, f.reply);
                   out.varuint(f.items);
                   out.u64_le(f.checksum);
                 },
             },
             observation);
}

// The first time is just the fault, as for those that happen once.
std::uint64_t one_number(std::uint32_t fault, std::uint32_t occurrence) {
  return fault | static_cast<std::uint64_t>(occurrence) << 32;
}

template <class F>
std::string fault_text(const F& f) {
  std::string text = fmt::format(" fault={}", f.fault);
  if (f.occurrence > 0) text += fmt::format(" occurrence={}", f.occurrence);
  return text;
}

// `holder:content`, with `!` before what the holder took back, and `holder@epoch` for an epoch.
std::string facts_text(const std::vector<core::FactId>& facts, const FactNames& names) {
  std::string text;
  for (const core::FactId fact : facts) {
    const core::FactTable& table = *names.facts;
    const std::string holder = table.holder(table.holder_of(fact)).text();
    if (!text.empty()) text += ',';
    if (table.is_epoch(fact))
      text += fmt::format("{}@{}", holder, table.stamp(fact).epoch);
    else
      text += fmt::format("{}{}:{}", table.holds(fact) ? "" : "!", holder, names.content(table.key(table.key_of(fact))));
  }
  return text;
}

std::string describe_observation(const core::Observation& observation, const FactNames& names) {
  const auto reply_text = [](const core::Digest& digest) { return core::to_hex(ByteView(digest).first(8)); };
  return std::visit(
      Overload{
          [&](const core::Asked& f) {
            return fmt::format("asked request={} content={}", f.request, names.content(f.key));
          },
          [&](const core::AskSent& f) {
            return fmt::format("ask-sent request={} to={} as={}", f.request, names.node(f.to), to_string(f.source));
          },
          [&](const core::Answered& f) {
            const std::string outcome = f.reply ? fmt::format("reply={} from={}", reply_text(*f.reply), to_string(f.source))
                                                : fmt::format("error=\"{}\"", f.error->text());
            return fmt::format("answered request={} content={} {} held={}", f.request, names.content(f.key), outcome,
                               f.held);
          },
          [&](const core::Served& f) {
            return fmt::format("served to={} content={} reply={}", names.node(f.to), names.content(f.key),
                               reply_text(f.reply));
          },
          [&](const core::Recorded& f) {
            return fmt::format("recorded content={} reply={}", names.content(f.key), reply_text(f.reply));
          },
          [&](const core::Recovered& f) {
            return fmt::format("recovered content={} reply={}", names.content(f.key), reply_text(f.reply));
          },
          [&](const core::NotKept& f) {
            return fmt::format("not-kept content={} reply={} bytes={}", names.content(f.key), reply_text(f.reply),
                               f.bytes);
          },
          [&](const core::Evicted& f) {
            return fmt::format("evicted content={} reply={} bytes={}", names.content(f.key), reply_text(f.reply), f.bytes);
          },
          [&](const core::Diverged& f) {
            return fmt::format("diverged from={} content={} mine={} theirs={}", names.node(f.other), names.content(f.key),
                               reply_text(f.mine), reply_text(f.theirs));
          },
          [&](const core::Quarantined& f) {
            return fmt::format("quarantined from={} content={} reply={}", names.node(f.from), names.content(f.key),
                               reply_text(f.reply));
          },
          [&](const core::NotRecorded& f) {
            return fmt::format("not-recorded content={} reply={} said={}", names.content(f.key), reply_text(f.reply),
                               f.said ? reply_text(*f.said) : "error");
          },
          [&](const core::PeerJudged& f) {
            return fmt::format("peer-judged peer={} state={} incarnation={} from={}", names.node(f.peer), to_string(f.state),
                               f.incarnation, names.node(f.from));
          },
          [&](const core::HearsayIgnored& f) {
            return fmt::format("hearsay-ignored from={} facts={}", names.node(f.from), f.facts);
          },
          [&](const core::ReplicaSent& f) {
            return fmt::format("replica-sent to={} content={}", names.node(f.to), names.content(f.key));
          },
          [&](const core::SegmentDropped& f) {
            return fmt::format("segment-dropped segment={} log_bytes={}", f.segment, f.log_bytes);
          },
          [&](const core::LogRepaired& f) {
            return fmt::format("log-repaired torn_bytes={} corrupt_records={} divergent_records={}", f.torn_bytes,
                               f.corrupt_records, f.divergent_records);
          },
          [&](const core::Learned& f) {
            std::string line = fmt::format("learned from={} index_size={} facts={}", names.node(f.from), f.index_size,
                                           facts_text(f.facts, names));
            if (!f.dropped.empty()) line += " dropped=" + facts_text(f.dropped, names);
            return line;
          },
          [&](const core::ComputeStarted& f) { return fmt::format("compute-started content={}", names.content(f.key)); },
          [&](const core::ComputeDone& f) {
            return fmt::format("compute-done content={} {}", names.content(f.key),
                               f.reply ? "reply=" + reply_text(*f.reply) : std::string("failed"));
          },
          [&](const core::MessageRefused& f) {
            return fmt::format("message-refused from={} bytes={}", names.node(f.from), f.bytes);
          },
          [&](const core::ReplyDropped& f) {
            return fmt::format("reply-dropped from={} content={}", names.node(f.from), names.content(f.key));
          },
          [&](const core::AskFailed& f) {
            return fmt::format("ask-failed request={} to={} as={} miss={}", f.request, names.node(f.to),
                               to_string(f.source), to_string(f.miss));
          },
          [&](const core::Joined& f) { return fmt::format("joined request={} leader={}", f.request, f.leader); },
          [&](const core::PeerAvoided& f) {
            return fmt::format("peer-avoided request={} peer={}", f.request, names.node(f.peer));
          },
          [&](const core::HomeAwaited& f) {
            return fmt::format("home-awaited request={} home={} until={}", f.request, names.node(f.home),
                               seconds_text(f.until.ns));
          },
          [&](const core::ComputeCancelled& f) {
            return fmt::format("compute-cancelled content={}", names.content(f.key));
          },
          [&](const core::ComputeRefused& f) {
            return fmt::format("compute-refused from={} content={}", names.node(f.from), names.content(f.key));
          },
          [&](const core::StreamOpened& f) {
            return fmt::format("stream-opened request={} content={} site={}", f.request, names.content(f.key),
                               names.node(f.site));
          },
          [&](const core::StreamResumed& f) {
            return fmt::format("stream-resumed request={} items={}", f.request, f.items);
          },
          [&](const core::StreamItemCame& f) {
            return fmt::format("stream-item-came request={} number={} checksum={:016x}", f.request, f.number, f.checksum);
          },
          [&](const core::StreamOver& f) {
            return fmt::format("stream-over request={} content={} items={} why={}", f.request, names.content(f.key),
                               f.items, core::to_string(f.why));
          },
          [&](const core::StreamSourced& f) {
            return fmt::format("stream-sourced to={} content={} reply={} items={}", names.node(f.to),
                               names.content(f.key), reply_text(f.reply), f.items);
          },
      },
      observation);
}

}  // namespace

const char* to_string(Disturbance what) {
  static constexpr std::array<const char*, kDisturbances> names = {"doubled", "reordered", "corrupted", "held",
                                                                   "retransmitted"};
  return names.at(static_cast<std::size_t>(what));
}

const char* to_string(DropReason reason) {
  static constexpr std::array<const char*, kDropReasons> names = {
      "loss", "partition", "no_route", "receiver_down", "queue_full", "too_big", "reset"};
  return names.at(static_cast<std::size_t>(reason));
}

const char* to_string(StorageFault fault) { return fault == StorageFault::io_error ? "io_error" : "disk_full"; }

void encode_fact(const Fact& fact, const core::FactTable& table, ByteWriter& out) {
  // In front of facts of skewed clocks only: a fleet whose clocks are true is what it was before clocks could be wrong.
  if (fact.skew.ns != 0) {
    out.i64_le(kSkewed);
    out.i64_le(fact.skew.ns);
  }
  out.i64_le(fact.at.ns);
  out.u32_le(fact.node);
  out.u8(static_cast<std::uint8_t>(fact.what.index()));
  std::visit(Overload{
                 [&](const core::Observation& f) { encode_observation(f, table, out); },
                 [&](const NodeUp& f) { out.varuint(f.incarnation); },
                 [&](const BootEnded&) {},
                 [&](const NodeDown& f) { out.u8(f.left ? 2 : f.wiped ? 1 : 0); },
                 [&](const Preloaded& f) { key_and_reply(out, f.key, f.reply); },
                 [&](const RequestRefused& f) { out.varuint(f.request); },
                 [&](const Sent& f) {
                   out.varuint(f.to);
                   out.varuint(f.bytes);
                 },
                 [&](const Dropped& f) {
                   out.varuint(f.to);
                   out.u8(static_cast<std::uint8_t>(f.reason));
                 },
                 [&](const FaultBegan& f) { out.varuint(one_number(f.fault, f.occurrence)); },
                 [&](const FaultEnded& f) { out.varuint(one_number(f.fault, f.occurrence)); },
                 [&](const Healed&) {},
                 [&](const IndexSummary& f) {
                   out.varuint(f.size);
                   out.raw(ByteView(f.root));
                 },
                 [&](const LinkReported& f) {
                   out.varuint(f.peer);
                   out.u8(f.up ? 1 : 0);
                 },
                 [&](const Disturbed& f) {
                   out.varuint(f.to);
                   out.u8(static_cast<std::uint8_t>(f.what));
                 },
                 [&](const NodePaused&) {},
                 [&](const NodeResumed&) {},
                 [&](const ClockSet& f) { out.i64_le(f.by.ns); },
                 [&](const Queued& f) {
                   out.varuint(f.to);
                   out.varuint(static_cast<std::uint64_t>(f.waits.ns));
                 },
                 [&](const Flapped& f) {
                   out.varuint(one_number(f.fault, f.occurrence));
                   out.u8(f.down ? 1 : 0);
                 },
                 [&](const OverBudget& f) { out.varuint(one_number(f.fault, f.occurrence)); },
                 [&](const GossipSpent& f) {
                   const core::GossipCounters& c = f.counters;
                   for (const std::uint64_t count :
                        {c.messages_sent, c.payload_bytes_sent, c.digest_bytes_sent, c.control_bytes_sent, c.new_bytes,
                         c.duplicate_bytes, c.facts_new, c.facts_duplicate, c.exchanges, c.decode_failures,
                         c.unresolved, c.overflowed})
                     out.varuint(count);
                 },
                 [&](const StorageRefused& f) {
                   out.varuint(f.seq);
                   out.u8(static_cast<std::uint8_t>(f.why));
                 },
                 [&](const DiskDamaged& f) {
                   out.varuint(f.segment);
                   out.varuint(f.at);
                   out.varuint(f.bytes);
                 },
                 [&](const RecordDamaged& f) { out.raw(ByteView(f.key.digest())); },
             },
             fact.what);
}

std::string FactNames::node(core::NodeId id) const {
  return id < directory->size() ? directory->name(id).text() : "nobody";
}

std::string FactNames::content(const core::ContentKey& key) const {
  const auto found = contents.find(key);
  return found == contents.end() ? core::to_hex(ByteView(key.digest()).first(8)) : found->second;
}

std::string seconds_text(std::int64_t ns) { return fmt::format("{}.{:09}", ns / 1'000'000'000, ns % 1'000'000'000); }

std::string describe(const Fact& fact, const FactNames& names) {
  const std::string what = std::visit(
      Overload{
          [&](const core::Observation& f) { return describe_observation(f, names); },
          [&](const NodeUp& f) { return fmt::format("up incarnation={}", f.incarnation); },
          [&](const BootEnded&) { return std::string("boot-ended"); },
          [&](const NodeDown& f) { return f.left ? std::string("down left") : fmt::format("down wiped={}", f.wiped); },
          [&](const Preloaded& f) { return fmt::format("preloaded content={}", names.content(f.key)); },
          [&](const RequestRefused& f) { return fmt::format("request-refused request={}", f.request); },
          [&](const Sent& f) { return fmt::format("sent to={} bytes={}", names.node(f.to), f.bytes); },
          [&](const Dropped& f) { return fmt::format("dropped to={} reason={}", names.node(f.to), to_string(f.reason)); },
          [&](const FaultBegan& f) { return "fault-began" + fault_text(f); },
          [&](const FaultEnded& f) { return "fault-ended" + fault_text(f); },
          [&](const Healed&) { return std::string("healed"); },
          [&](const IndexSummary& f) {
            return fmt::format("index size={} root={}", f.size, core::to_hex(ByteView(f.root).first(8)));
          },
          [&](const LinkReported& f) {
            return fmt::format("link-reported peer={} up={}", names.node(f.peer), f.up);
          },
          [&](const Disturbed& f) {
            return fmt::format("disturbed to={} what={}", names.node(f.to), to_string(f.what));
          },
          [&](const NodePaused&) { return std::string("paused"); },
          [&](const NodeResumed&) { return std::string("resumed"); },
          [&](const ClockSet& f) {
            return fmt::format("clock-set by={}{}", f.by.ns < 0 ? "-" : "", seconds_text(f.by.ns < 0 ? -f.by.ns : f.by.ns));
          },
          [&](const Queued& f) { return fmt::format("queued to={} ns={}", names.node(f.to), f.waits.ns); },
          [&](const Flapped& f) { return fmt::format("flapped{} down={}", fault_text(f), f.down); },
          [&](const OverBudget& f) { return "over-budget" + fault_text(f); },
          [&](const GossipSpent& f) {
            const core::GossipCounters& c = f.counters;
            return fmt::format("gossip messages={} payload={} digest={} control={} new={} duplicate={} exchanges={}",
                               c.messages_sent, c.payload_bytes_sent, c.digest_bytes_sent, c.control_bytes_sent,
                               c.new_bytes, c.duplicate_bytes, c.exchanges);
          },
          [&](const StorageRefused& f) {
            return fmt::format("storage-refused append={} why={}", f.seq, to_string(f.why));
          },
          [&](const DiskDamaged& f) {
            return fmt::format("disk-damaged segment={} at={} bytes={}", f.segment, f.at, f.bytes);
          },
          [&](const RecordDamaged& f) { return fmt::format("record-damaged content={}", names.content(f.key)); },
      },
      fact.what);
  std::string line =
      fmt::format("{} {} {}", seconds_text(fact.at.ns), fact.node == core::kNobody ? "-" : names.node(fact.node), what);
  if (fact.skew.ns != 0) {
    const std::int64_t own = (fact.at + fact.skew).ns;
    line += fmt::format(" clock={}{}", own < 0 ? "-" : "", seconds_text(own < 0 ? -own : own));
  }
  return line;
}

}  // namespace fleetsim::sim
