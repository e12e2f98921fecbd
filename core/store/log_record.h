#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/store/log_segment.h"
#include "core/store/reply_table.h"

namespace fleetsim::core {

/// One kept reply as bytes in an append-only log (LOG_FORMAT.md).
Bytes encode_log_record(const ContentKey& key, const StoredReply& reply);

/// "This key is held no more": whatever the log says of it before counts no longer.
Bytes encode_erase_record(const ContentKey& key);

/// What the first bytes of a log say, if they are one undamaged record.
struct LogRecordHead {
  ContentKey key;
  std::optional<Digest> reply;  ///< of the encoded reply; none: the key is erased
  std::uint64_t bytes = 0;      ///< of the whole record
};
std::optional<LogRecordHead> first_log_record(ByteView bytes);

/// Which of two different replies for one key counts.
enum class ReplayRule : std::uint8_t {
  first_wins,  ///< as it does live
  last_wins,   ///< the original's: an answer may change across a restart
};

/// Where the record of an entry stands.
struct RecordPlace {
  SegmentId segment = 0;
  std::uint32_t bytes = 0;  ///< of the whole record

  friend bool operator==(const RecordPlace&, const RecordPlace&) = default;
};

/// A segment after its scan.
struct ScannedSegment {
  SegmentId id = 0;
  std::uint64_t valid_bytes = 0;  ///< cut it here: what follows is a torn tail
  std::uint64_t torn_bytes = 0;   ///< after `valid_bytes`
};

/// What is left of a log after a crash or damage.
struct LogRecovery {
  std::vector<ReplyTable::Entry> entries;  ///< in log order; one of each key, the others are only counted
  std::vector<RecordPlace> places;         ///< of the entries
  std::vector<ScannedSegment> segments;    ///< as they were given
  std::uint64_t valid_bytes = 0;           ///< over all segments
  std::uint64_t torn_bytes = 0;
  std::uint64_t erased_records = 0;        ///< entries that a later record erased
  std::uint64_t corrupt_records = 0;       ///< quarantined: damaged stretches with a good record behind them
  std::uint64_t corrupt_bytes = 0;
  std::uint64_t repeated_records = 0;      ///< same key, same reply
  std::uint64_t divergent_records = 0;     ///< same key, another reply: the first stays
};

/// Recovery is one scan, linear in the size of the log, whatever the bytes are. Damaged records are left in place and
/// stepped over; a damaged stretch with nothing good behind it is a torn tail. A record never spans two segments.
LogRecovery recover_log(ByteView log, ReplayRule rule = ReplayRule::first_wins);
LogRecovery recover_segments(const LogSegments& log, ReplayRule rule = ReplayRule::first_wins);

}  // namespace fleetsim::core
