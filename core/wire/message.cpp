#include "core/wire/message.h"

#include <array>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"

namespace fleetsim::core {
namespace {

constexpr std::uint8_t kMagic = 0xF5;
constexpr std::array<const char*, 10> kKindNames = {"ask",    "compute_ask", "found",        "missing",     "index_facts",
                                                   "cancel", "keep",        "stream_frame", "member_frame", "gossip_frame"};
constexpr std::uint8_t kGossipKind = 9;
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kChecksumBytes = 8;

Error malformed(const char* what) {
  return Error::codec("fabric/message", what);
}

void write_head(ByteWriter& out, AskId ask, const ContentKey& key) {
  out.u64_le(ask);
  out.raw(ByteView(key.digest()));
}

void write(ByteWriter& out, const Ask& ask) {
  write_head(out, ask.ask, ask.key);
  out.i64_le(ask.budget.ns);
  out.varuint(ask.capabilities.size());
  for (const CapabilityName& capability : ask.capabilities) out.blob(capability);
}

void write(ByteWriter& out, const ComputeAsk& ask) {
  write_head(out, ask.ask, ask.key);
  out.i64_le(ask.budget.ns);
  out.blob(*ask.request);
}

void write(ByteWriter& out, const Found& found) {
  write_head(out, found.ask, found.key);
  out.i64_le(found.keep.ns);
  out.blob(*found.reply);
}

void write(ByteWriter& out, const Missing& missing) {
  write_head(out, missing.ask, missing.key);
  out.u8(static_cast<std::uint8_t>(missing.error.kind));
  out.u8(static_cast<std::uint8_t>(missing.error.code));
  out.blob(missing.error.first);
  out.blob(missing.error.second);
  out.i64_le(missing.retry_after.ns);
}

void write(ByteWriter& out, const Cancel& cancel) {
  write_head(out, cancel.ask, cancel.key);
}

void write(ByteWriter& out, const StreamFrame& stream) {
  out.u8(stream.to_source ? 1 : 0);
  out.raw(encode_session_frame(stream.frame));
}

void write(ByteWriter& out, const MemberFrame& frame) { out.raw(encode_member_frame(frame)); }

void write(ByteWriter& out, const IndexFacts& facts) {
  out.u8(facts.answer_wanted ? 1 : 0);
  out.u64_le(facts.index_size);
  out.raw(ByteView(facts.index_root));
  write(out, facts.facts);
}

void write(ByteWriter& out, const Keep& keep) {
  out.raw(ByteView(keep.key.digest()));
  out.blob(*keep.reply);
}

ContentKey read_key(ByteReader& in) {
  return ContentKey::from_digest(in.digest());
}

SharedBytes read_shared(ByteReader& in) {
  const ByteView bytes = in.blob();
  return share(Bytes(bytes.begin(), bytes.end()));
}

// Not negative: nothing is due before now.
Duration read_span(ByteReader& in) {
  const Duration span{in.i64_le()};
  if (span < Duration{}) in.fail();
  return span;
}

WireMessage read_ask(ByteReader& in) {
  const AskId ask = in.u64_le();
  const ContentKey key = read_key(in);
  const Duration budget = read_span(in);
  std::vector<CapabilityName> capabilities;
  const std::uint64_t count = in.count(1);
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) capabilities.emplace_back(as_text(in.blob()));
  return Ask{ask, key, budget, std::move(capabilities)};
}

WireMessage read_compute_ask(ByteReader& in) {
  const AskId ask = in.u64_le();
  const ContentKey key = read_key(in);
  const Duration budget = read_span(in);
  return ComputeAsk{ask, key, budget, read_shared(in)};
}

WireMessage read_found(ByteReader& in) {
  const AskId ask = in.u64_le();
  const ContentKey key = read_key(in);
  const Duration keep = read_span(in);
  return Found{ask, key, keep, read_shared(in)};
}

WireMessage read_cancel(ByteReader& in) {
  const AskId ask = in.u64_le();
  return Cancel{ask, read_key(in)};
}

WireMessage read_keep(ByteReader& in) {
  const ContentKey key = read_key(in);
  return Keep{key, read_shared(in)};
}

WireMessage read_missing(ByteReader& in) {
  const AskId ask = in.u64_le();
  const ContentKey key = read_key(in);
  const std::uint8_t kind = in.u8();
  const std::uint8_t code = in.u8();
  if (kind >= kErrorKinds || code >= kErrorCodes) in.fail();
  Error error;
  error.kind = static_cast<ErrorKind>(in.ok() ? kind : 0);
  error.code = static_cast<ErrorCode>(in.ok() ? code : 0);
  error.first = std::string(as_text(in.blob()));
  error.second = std::string(as_text(in.blob()));
  const Duration retry_after = read_span(in);
  return Missing{ask, key, std::move(error), retry_after};
}

WireMessage read_stream_frame(ByteReader& in) {
  const std::uint8_t to_source = in.u8();
  Result<SessionFrame> frame = decode_session_frame(in.raw(in.remaining()));
  if (to_source > 1 || !frame) in.fail();
  return StreamFrame{to_source == 1, frame ? *std::move(frame) : SessionFrame()};
}

WireMessage read_member_frame(ByteReader& in) {
  Result<MemberFrame> frame = decode_member_frame(in.raw(in.remaining()));
  if (!frame) in.fail();
  return frame ? *std::move(frame) : MemberFrame();
}

WireMessage read_gossip(ByteReader& in) { return read_gossip_frame(in); }

WireMessage read_index_facts(ByteReader& in) {
  IndexFacts facts;
  const std::uint8_t answer_wanted = in.u8();
  if (answer_wanted > 1) in.fail();
  facts.answer_wanted = answer_wanted == 1;
  facts.index_size = in.u64_le();
  const ByteView root = in.raw(facts.index_root.size());
  std::copy(root.begin(), root.end(), facts.index_root.begin());
  facts.facts = read_fact_batch(in);
  return facts;
}

}  // namespace

bool operator==(const ComputeAsk& a, const ComputeAsk& b) {
  return a.ask == b.ask && a.key == b.key && a.budget == b.budget && *a.request == *b.request;
}

bool operator==(const Keep& a, const Keep& b) { return a.key == b.key && *a.reply == *b.reply; }

bool operator==(const Found& a, const Found& b) {
  return a.ask == b.ask && a.key == b.key && a.keep == b.keep && *a.reply == *b.reply;
}

const char* kind_name(const WireMessage& message) {
  if (const auto* frame = std::get_if<GossipFrame>(&message))
    return gossip_kind_name(static_cast<std::uint8_t>(frame->index()));
  return kKindNames.at(message.index());
}

const char* kind_name(ByteView bytes) {
  if (bytes.size() < 3 || bytes[0] != kMagic || bytes[1] != kVersion || bytes[2] >= kKindNames.size()) return "damaged";
  if (bytes[2] == kGossipKind) return bytes.size() < 4 ? "damaged" : gossip_kind_name(bytes[3]);
  return kKindNames[bytes[2]];
}

Bytes encode_message(const WireMessage& message) {
  ByteWriter out;
  out.reserve(128);  // most messages fit; g++ 12 warns of overflows that cannot be when it sees the bytes grow
  out.u8(kMagic);
  out.u8(kVersion);
  out.u8(static_cast<std::uint8_t>(message.index()));
  std::visit([&](const auto& alternative) { write(out, alternative); }, message);
  out.u64_le(checksum64(out.view()));
  return std::move(out).take();
}

Result<WireMessage> decode_message(ByteView bytes) {
  if (bytes.size() > kMessageBytesMax)
    return Error::codec("fabric/message", "longer than 64 MiB", ErrorCode::limit_exceeded);
  if (bytes.size() < 3 + kChecksumBytes) return malformed("too short");
  const ByteView framed = bytes.first(bytes.size() - kChecksumBytes);
  if (ByteReader(bytes.last(kChecksumBytes)).u64_le() != checksum64(framed))
    return malformed("checksum differs");
  ByteReader in(framed);
  if (in.u8() != kMagic) return malformed("wrong magic");
  if (in.u8() != kVersion) return malformed("unknown version");
  static constexpr std::array<WireMessage (*)(ByteReader&), 10> readers = {
      read_ask,    read_compute_ask, read_found,        read_missing, read_index_facts,
      read_cancel, read_keep,        read_stream_frame, read_member_frame, read_gossip};
  const std::uint8_t kind = in.u8();
  if (kind >= readers.size()) return malformed("unknown kind");
  WireMessage message = readers[kind](in);
  if (!in.finished()) return malformed("truncated body, or bytes after it");
  return message;
}

}  // namespace fleetsim::core
