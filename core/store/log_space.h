#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/store/log_record.h"

namespace fleetsim::core {

/// How the space of a segmented log is used: where the next record goes, and which segment is worth emptying.
/// A plain value.
///
/// The log is cleaned from its old end (Rosenblum and Ousterhout, The Design and Implementation of a
/// Log-Structured File System, 1992): what is still wanted of the oldest segment is written again at the new
/// end, then the segment is dropped. Oldest first, so that a record that erases another is never gone before
/// the one that it erases. Cleaning begins when more than half of the log is dead, which bounds the log to
/// twice what is live and one segment, and rewriting to about one byte for each byte appended.
class LogSpace {
 public:
  /// `segment_bytes` 0: one segment for ever.
  explicit LogSpace(std::uint64_t segment_bytes = 0) : segment_bytes_(segment_bytes) {}

  /// A segment that was there at boot, ascending.
  void found(const ScannedSegment& segment);
  /// Where a record, or several in one append, goes; counts its bytes.
  RecordPlace append(std::uint64_t bytes);
  /// Half a record may stand at the end now: what follows goes elsewhere, unless nothing good stands before it
  /// either, so that a disk that never works does not cost a segment each time.
  void append_failed();

  void live(const RecordPlace& place);
  void dead(const RecordPlace& place);

  /// The segment to empty now.
  std::optional<SegmentId> to_clean() const;
  void dropped(SegmentId segment);

  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t live_bytes() const { return live_bytes_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(bytes_, live_bytes_, segments_, head_);
  }

 private:
  void begin_segment() { ++head_; }

  struct Use {
    std::uint64_t bytes = 0;
    std::uint64_t live_bytes = 0;
  };

  std::uint64_t segment_bytes_;
  std::uint64_t bytes_ = 0;
  std::uint64_t live_bytes_ = 0;
  std::map<SegmentId, Use> segments_;
  SegmentId head_ = 1;
};

}  // namespace fleetsim::core
