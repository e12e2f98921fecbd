#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/base/bytes.h"
#include "core/store/log_record.h"

namespace fleetsim::sim {

/// Where whole records stand in a log, and which of them damage has taken: what a restarted node cannot be
/// blamed for. Of what was written in a life it knows by the writing, so that it does not share the mistakes
/// of the recovery that is judged by it; records are looked at only once something is damaged. A plain value.
class RecordMap {
 public:
  using Segments = std::map<core::SegmentId, core::Bytes>;

  /// Records one after another were written there; unless `whole`, the last one is cut short. Costs nothing
  /// when they follow whole ones.
  void written(core::SegmentId segment, std::uint64_t at, std::uint64_t bytes, bool whole);
  /// Records one after another were meant to stand there, and this does: of them, only what is as it was
  /// meant.
  void written_in_part(core::SegmentId segment, std::uint64_t at, core::ByteView meant, core::ByteView log);
  /// Those bytes are about to become others. `before`: the segment as it still is.
  void damaging(core::SegmentId segment, std::uint64_t from, std::uint64_t to, core::ByteView before);
  void truncated(core::SegmentId segment, std::uint64_t size);
  void dropped(core::SegmentId segment);
  void clear();

  /// Keys of which the undamaged records do not say what all of them together would; ascending. `log`: as it
  /// is now. From then on what counts is the log as it is: whoever boots takes it so.
  std::vector<core::ContentKey> take_damaged_keys(const Segments& log, core::ReplayRule rule);

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(stretches_, damaged_, irregular_);
  }

 private:
  struct Stretch {
    std::uint64_t at = 0;
    std::uint64_t bytes = 0;
    bool whole = true;          // else the last record in it is cut short
    std::uint32_t damaged = 0;  // if not 0, one record stood there: the one before this in `damaged_`
  };

  void look_anew(const Segments& log);

  // Ascending; they overlap only after a misdirected write.
  std::map<core::SegmentId, std::vector<Stretch>> stretches_;
  std::vector<core::LogRecordHead> damaged_;  // as they were
  bool irregular_ = false;                    // there may be records that nobody wrote like this
};

}  // namespace fleetsim::sim
