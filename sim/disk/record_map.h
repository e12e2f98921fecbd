#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/store/log_record.h"

namespace fleetsim::sim {

/// Where whole records stand in a log, and which of them damage has taken: what a restarted node cannot be
/// blamed for. It looks at records only once something is damaged, and never searches for them, so that it
/// does not share the mistakes of a recovery. A plain value.
class RecordMap {
 public:
  using Segments = std::map<core::SegmentId, core::Bytes>;

  /// Records one after another were written there; the last one may be cut short. In what is no record
  /// nothing is known.
  void written(core::SegmentId segment, std::uint64_t at, std::uint64_t bytes);
  /// Records one after another were meant to stand there, and this does: of them, only what is as it was
  /// meant.
  void written_in_part(core::SegmentId segment, std::uint64_t at, core::ByteView meant,
                       core::ByteView stands);
  /// Those bytes are about to become others. `before`: the segment as it still is.
  void damaging(core::SegmentId segment, std::uint64_t from, std::uint64_t to, core::ByteView before);
  void truncated(core::SegmentId segment, std::uint64_t size);
  void dropped(core::SegmentId segment);
  void clear();

  /// Keys of which the undamaged records do not say what all of them together would; ascending. `log`: as it
  /// is now.
  std::vector<core::ContentKey> damaged_keys(const Segments& log, core::ReplayRule rule) const;

 private:
  struct Stretch {
    std::uint64_t at = 0;
    std::uint64_t bytes = 0;
    std::optional<core::LogRecordHead> was;  // what stood there before it was damaged: one record
  };

  std::map<core::SegmentId, std::vector<Stretch>>
      stretches_;         // ascending; they overlap only after a misdirected write
  bool damaged_ = false;  // ever
};

}  // namespace fleetsim::sim
