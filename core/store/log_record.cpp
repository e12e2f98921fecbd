#include "core/store/log_record.h"

#include <algorithm>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/checksum.h"
#include "core/wire/message.h"

namespace fleetsim::core {
namespace {

constexpr std::uint8_t kMagic[4] = {'F', 'L', 'O', 'G'};
constexpr std::uint8_t kVersion = 1;
// magic 4, version 1, payload length 4, payload checksum 8, header checksum 4
constexpr std::size_t kHeaderBytes = 21;
constexpr std::size_t kHeaderChecked = kHeaderBytes - 4;
constexpr std::uint32_t kPayloadMax = kMessageBytesMax;

std::uint32_t short_checksum(ByteView bytes) { return static_cast<std::uint32_t>(checksum64(bytes)); }

struct Header {
  std::uint32_t payload_bytes = 0;
  std::uint64_t payload_checksum = 0;
};

// The header has a checksum of its own, so that a wild length is never followed.
std::optional<Header> read_header(ByteView at) {
  if (at.size() < kHeaderBytes || !std::equal(std::begin(kMagic), std::end(kMagic), at.begin())) return std::nullopt;
  ByteReader in(at.subspan(sizeof kMagic, kHeaderBytes - sizeof kMagic));
  const std::uint8_t version = in.u8();
  Header header;
  header.payload_bytes = in.u32_le();
  header.payload_checksum = in.u64_le();
  const std::uint32_t checksum = in.u32_le();
  if (checksum != short_checksum(at.first(kHeaderChecked)) || version != kVersion) return std::nullopt;
  if (header.payload_bytes < sizeof(Digest) || header.payload_bytes > kPayloadMax) return std::nullopt;
  return header;
}

// The payload behind a good header, if it is undamaged. Requires all of it to be there.
std::optional<ReplyTable::Entry> read_payload(ByteView at, const Header& header) {
  const ByteView payload = at.subspan(kHeaderBytes, header.payload_bytes);
  if (checksum64(payload) != header.payload_checksum) return std::nullopt;
  ByteReader in(payload);
  const ContentKey key = ContentKey::from_digest(in.digest());
  const ByteView reply = in.raw(in.remaining());
  Result<StoredReply> stored = StoredReply::from_bytes(share(Bytes(reply.begin(), reply.end())));
  if (!stored) return std::nullopt;
  return ReplyTable::Entry(key, *std::move(stored));
}

}  // namespace

Bytes encode_log_record(const ContentKey& key, const StoredReply& reply) {
  ByteWriter payload;
  payload.reserve(sizeof(Digest) + reply.bytes()->size());
  payload.raw(ByteView(key.digest()));
  payload.raw(ByteView(*reply.bytes()));

  ByteWriter out;
  out.reserve(kHeaderBytes + payload.size());
  out.raw(ByteView(kMagic));
  out.u8(kVersion);
  out.u32_le(static_cast<std::uint32_t>(payload.size()));
  out.u64_le(checksum64(payload.view()));
  out.u32_le(short_checksum(out.view()));
  out.raw(payload.view());
  return std::move(out).take();
}

LogRecovery recover_log(ByteView log) {
  LogRecovery recovery;
  ReplyTable seen;
  std::size_t at = 0;
  while (at < log.size()) {
    const ByteView rest = log.subspan(at);
    const std::optional<Header> header = read_header(rest);
    const bool complete = header && rest.size() - kHeaderBytes >= header->payload_bytes;
    if (complete) at += kHeaderBytes + header->payload_bytes;
    std::optional<ReplyTable::Entry> entry = complete ? read_payload(rest, *header) : std::nullopt;
    if (entry) {
      const std::uint64_t start = log.size() - rest.size();
      if (recovery.valid_bytes < start) {
        ++recovery.corrupt_records;
        recovery.corrupt_bytes += start - recovery.valid_bytes;
      }
      recovery.valid_bytes = at;
      if (const StoredReply* first = seen.find(entry->first)) {
        ++(*first == entry->second ? recovery.repeated_records : recovery.divergent_records);
      } else {
        seen.insert(entry->first, entry->second);
        recovery.entries.push_back(*std::move(entry));
      }
    } else if (!complete) {
      // No record starts here that can be followed: on to the next place where one could.
      const auto from = log.begin() + static_cast<std::ptrdiff_t>(at) + 1;
      at = static_cast<std::size_t>(std::search(from, log.end(), std::begin(kMagic), std::end(kMagic)) - log.begin());
    }
  }
  recovery.torn_bytes = log.size() - recovery.valid_bytes;
  return recovery;
}

}  // namespace fleetsim::core
