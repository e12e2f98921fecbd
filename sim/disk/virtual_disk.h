#pragma once

#include <cstdint>
#include <deque>
#include <map>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/env/dice.h"
#include "core/env/effect.h"

namespace fleetsim::sim {

/// One host's disk: the durable bytes of a log in segments, and appends that are not durable yet.
///
/// Model: appends and syncs are done one after another, each in its own constant time; a sync makes everything taken
/// before it durable; a crash keeps the durable bytes and a drawn prefix of the rest, in append order (a torn tail).
/// A drop is durable at once. A plain value.
class VirtualDisk {
 public:
  VirtualDisk(core::Duration append_time, core::Duration sync_time)
      : append_time_(append_time), sync_time_(sync_time) {}

  /// The instant at which the append or sync asked for now will be done; whoever calls tells it then.
  core::Instant append(core::Instant now, const core::Append& append);
  core::Instant sync(core::Instant now);
  /// The sync of everything up to `seq` is done.
  void synced(core::AppendSeq seq);

  /// Durable bytes put there before the first life, in segment 1.
  void preload(core::ByteView bytes);
  void truncate(const core::Truncate& cut);
  void drop(core::SegmentId segment);
  void crash(core::Dice& dice);
  void wipe();

  /// While it lies, syncs are acknowledged and nothing becomes durable.
  void set_lying(bool lying) { lying_ = lying; }

  /// What a booting node finds.
  core::LogSegments log() const;
  /// Durable bytes, of all segments.
  std::uint64_t durable_bytes() const;

 private:
  void make_durable(core::SegmentId segment, core::ByteView bytes);

  core::Duration append_time_;
  core::Duration sync_time_;
  core::Instant free_at_;  // when the disk has done all it was asked
  std::map<core::SegmentId, core::Bytes> durable_;
  std::deque<core::Append> pending_;
  bool lying_ = false;
};

}  // namespace fleetsim::sim
