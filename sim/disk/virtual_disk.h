#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/env/dice.h"
#include "core/env/input.h"

namespace fleetsim::sim {

/// One host's disk: one append-only log of durable bytes, and appends that are not durable yet.
///
/// Model: appends and syncs are done one after another, each in its own constant time; a sync makes everything taken
/// before it durable; a crash keeps the durable bytes and a drawn prefix of the rest (a torn tail). A plain value.
class VirtualDisk {
 public:
  VirtualDisk(core::Duration append_time, core::Duration sync_time)
      : append_time_(append_time), sync_time_(sync_time) {}

  /// The instant at which the append or sync asked for now will be done; whoever calls tells it then.
  core::Instant append(core::Instant now, core::AppendSeq seq, core::SharedBytes bytes);
  core::Instant sync(core::Instant now);
  /// The sync of everything up to `seq` is done.
  void synced(core::AppendSeq seq);

  /// Durable bytes put there before the first life.
  void preload(core::ByteView bytes);
  void truncate(std::uint64_t size);
  void crash(core::Dice& dice);
  void wipe();

  /// While it lies, syncs are acknowledged and nothing becomes durable.
  void set_lying(bool lying) { lying_ = lying; }

  /// What a booting node finds.
  core::SharedBytes log() const { return core::share(durable_); }

 private:
  struct Pending {
    core::AppendSeq seq;
    core::SharedBytes bytes;
  };

  core::Duration append_time_;
  core::Duration sync_time_;
  core::Instant free_at_;  // when the disk has done all it was asked
  core::Bytes durable_;
  std::deque<Pending> pending_;
  bool lying_ = false;
};

}  // namespace fleetsim::sim
