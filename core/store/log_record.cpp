#include "core/store/log_record.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/checksum.h"
#include "core/wire/message.h"

namespace fleetsim::core {
namespace {

constexpr std::uint8_t kMagic[4] = {'F', 'L', 'O', 'G'};
constexpr std::uint8_t kKept = 1;
constexpr std::uint8_t kErased = 2;
// magic 4, kind 1, payload length 4, payload checksum 8, header checksum 4
constexpr std::size_t kHeaderBytes = 21;
constexpr std::size_t kHeaderChecked = kHeaderBytes - 4;
constexpr std::uint32_t kPayloadMax = kMessageBytesMax;

std::uint32_t short_checksum(ByteView bytes) { return static_cast<std::uint32_t>(checksum64(bytes)); }

struct Header {
  std::uint8_t kind = 0;
  std::uint32_t payload_bytes = 0;
  std::uint64_t payload_checksum = 0;
};

// The header has a checksum of its own, so that a wild length is never followed.
std::optional<Header> read_header(ByteView at) {
  if (at.size() < kHeaderBytes || !std::equal(std::begin(kMagic), std::end(kMagic), at.begin())) return std::nullopt;
  ByteReader in(at.subspan(sizeof kMagic, kHeaderBytes - sizeof kMagic));
  Header header;
  header.kind = in.u8();
  header.payload_bytes = in.u32_le();
  header.payload_checksum = in.u64_le();
  const std::uint32_t checksum = in.u32_le();
  if (checksum != short_checksum(at.first(kHeaderChecked))) return std::nullopt;
  if (header.kind != kKept && header.kind != kErased) return std::nullopt;
  if (header.payload_bytes < sizeof(Digest) || header.payload_bytes > kPayloadMax) return std::nullopt;
  return header;
}

struct Payload {
  ContentKey key;
  std::optional<StoredReply> reply;  // none: the key is erased
};

// The payload behind a good header, if it is undamaged. Requires all of it to be there.
std::optional<Payload> read_payload(ByteView at, const Header& header) {
  const ByteView payload = at.subspan(kHeaderBytes, header.payload_bytes);
  if (checksum64(payload) != header.payload_checksum) return std::nullopt;
  ByteReader in(payload);
  const ContentKey key = ContentKey::from_digest(in.digest());
  const ByteView reply = in.raw(in.remaining());
  if (header.kind == kErased) return reply.empty() ? std::optional(Payload{key, std::nullopt}) : std::nullopt;
  Result<StoredReply> stored = StoredReply::from_bytes(share(Bytes(reply.begin(), reply.end())));
  if (!stored) return std::nullopt;
  return Payload{key, *std::move(stored)};
}

Bytes encode_record(std::uint8_t kind, const ContentKey& key, ByteView reply) {
  ByteWriter payload;
  payload.reserve(sizeof(Digest) + reply.size());
  payload.raw(ByteView(key.digest()));
  payload.raw(reply);

  ByteWriter out;
  out.reserve(kHeaderBytes + payload.size());
  out.raw(ByteView(kMagic));
  out.u8(kind);
  out.u32_le(static_cast<std::uint32_t>(payload.size()));
  out.u64_le(checksum64(payload.view()));
  out.u32_le(short_checksum(out.view()));
  out.raw(payload.view());
  return std::move(out).take();
}

/// Reads segment after segment; what is known so far of each key decides what the next record means.
class LogScan {
 public:
  explicit LogScan(ReplayRule rule) : rule_(rule) {}

  void segment(SegmentId id, ByteView log);
  LogRecovery finish() &&;

 private:
  void keep(ReplyTable::Entry entry, RecordPlace place);
  void erase(const ContentKey& key);

  ReplayRule rule_;
  LogRecovery recovery_;
  std::unordered_map<ContentKey, std::size_t, ContentKeyHash> positions_;  // look-ups only
  std::vector<std::size_t> erased_;                                        // positions of entries
};

void LogScan::keep(ReplyTable::Entry entry, RecordPlace place) {
  const auto [known, added] = positions_.try_emplace(entry.first, recovery_.entries.size());
  if (added) {
    recovery_.entries.push_back(std::move(entry));
    recovery_.places.push_back(place);
    return;
  }
  StoredReply& kept = recovery_.entries[known->second].second;
  const bool same = kept == entry.second;
  ++(same ? recovery_.repeated_records : recovery_.divergent_records);
  // The later of two equal records is where the log may be cut before: the entry moves with it.
  if (same || rule_ == ReplayRule::last_wins) recovery_.places[known->second] = place;
  if (!same && rule_ == ReplayRule::last_wins) kept = std::move(entry.second);
}

void LogScan::erase(const ContentKey& key) {
  const auto known = positions_.find(key);
  if (known == positions_.end()) return;
  ++recovery_.erased_records;
  erased_.push_back(known->second);
  positions_.erase(known);
}

void LogScan::segment(SegmentId id, ByteView log) {
  ScannedSegment scanned{id, 0, 0};
  // Bytes that were read for a checksum that did not hold. A bound on them keeps the scan linear however many headers a
  // damaged stretch pretends to hold.
  std::uint64_t read_in_vain = 0;
  const std::uint64_t read_in_vain_max = 4 * std::uint64_t{log.size()} + kPayloadMax;
  std::size_t at = 0;
  while (at < log.size()) {
    const ByteView rest = log.subspan(at);
    const std::optional<Header> header = read_header(rest);
    const bool complete = header && rest.size() - kHeaderBytes >= header->payload_bytes;
    const std::size_t record_bytes = complete ? kHeaderBytes + header->payload_bytes : 0;
    std::optional<Payload> payload = complete ? read_payload(rest, *header) : std::nullopt;
    if (payload) {
      if (scanned.valid_bytes < at) {
        ++recovery_.corrupt_records;
        recovery_.corrupt_bytes += at - scanned.valid_bytes;
      }
      if (payload->reply)
        keep({payload->key, *std::move(payload->reply)}, {id, static_cast<std::uint32_t>(record_bytes)});
      else
        erase(payload->key);
      at += record_bytes;
      scanned.valid_bytes = at;
      continue;
    }
    read_in_vain += record_bytes;
    if (complete && read_in_vain > read_in_vain_max) {
      at += record_bytes;
      continue;
    }
    // On to the next place where a record could start. That may be inside what this header promises: of a record whose
    // write was cut short, later appends stand where its own bytes should be.
    const auto from = log.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    at = static_cast<std::size_t>(std::search(from, log.end(), std::begin(kMagic), std::end(kMagic)) - log.begin());
  }
  scanned.torn_bytes = log.size() - scanned.valid_bytes;
  recovery_.valid_bytes += scanned.valid_bytes;
  recovery_.torn_bytes += scanned.torn_bytes;
  recovery_.segments.push_back(scanned);
}

LogRecovery LogScan::finish() && {
  std::ranges::sort(erased_);
  auto next = erased_.begin();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < recovery_.entries.size() && !erased_.empty(); ++i) {
    if (next != erased_.end() && *next == i) {
      ++next;
      continue;
    }
    if (kept != i) {
      recovery_.entries[kept] = std::move(recovery_.entries[i]);
      recovery_.places[kept] = recovery_.places[i];
    }
    ++kept;
  }
  if (!erased_.empty()) {
    recovery_.entries.erase(recovery_.entries.begin() + static_cast<std::ptrdiff_t>(kept), recovery_.entries.end());
    recovery_.places.resize(kept);
  }
  return std::move(recovery_);
}

}  // namespace

Bytes encode_log_record(const ContentKey& key, const StoredReply& reply) {
  return encode_record(kKept, key, *reply.bytes());
}

Bytes encode_erase_record(const ContentKey& key) { return encode_record(kErased, key, {}); }

std::optional<LogRecordHead> first_log_record(ByteView bytes) {
  const std::optional<Header> header = read_header(bytes);
  if (!header || bytes.size() - kHeaderBytes < header->payload_bytes) return std::nullopt;
  const std::optional<Payload> payload = read_payload(bytes, *header);
  if (!payload) return std::nullopt;
  LogRecordHead head{payload->key, std::nullopt, kHeaderBytes + std::uint64_t{header->payload_bytes}};
  if (payload->reply) head.reply = payload->reply->digest();
  return head;
}

LogRecovery recover_log(ByteView log, ReplayRule rule) {
  LogScan scan(rule);
  scan.segment(1, log);
  return std::move(scan).finish();
}

LogRecovery recover_segments(const LogSegments& log, ReplayRule rule) {
  LogScan scan(rule);
  for (const LogSegment& segment : log) scan.segment(segment.id, *segment.bytes);
  return std::move(scan).finish();
}

}  // namespace fleetsim::core
