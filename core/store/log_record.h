#pragma once

#include <cstdint>
#include <vector>

#include "core/store/reply_table.h"

namespace fleetsim::core {

/// One kept reply as bytes in an append-only log (LOG_FORMAT.md).
Bytes encode_log_record(const ContentKey& key, const StoredReply& reply);

/// What is left of a log after a crash or damage.
struct LogRecovery {
  std::vector<ReplyTable::Entry> entries;  ///< in log order; the first of each key, later ones are only counted
  std::uint64_t valid_bytes = 0;           ///< cut the log here: what follows is a torn tail
  std::uint64_t torn_bytes = 0;            ///< after `valid_bytes`
  std::uint64_t corrupt_records = 0;       ///< quarantined: damaged stretches with a good record behind them
  std::uint64_t corrupt_bytes = 0;
  std::uint64_t repeated_records = 0;      ///< same key, same reply
  std::uint64_t divergent_records = 0;     ///< same key, another reply: the first stays
};

/// Recovery is one scan, linear in the size of the log, whatever the bytes are. Damaged records are left in place and
/// stepped over; a damaged stretch with nothing good behind it is a torn tail.
LogRecovery recover_log(ByteView log);

}  // namespace fleetsim::core
