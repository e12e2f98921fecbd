#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/time.h"
#include "core/env/dice.h"
#include "core/env/effect.h"
#include "sim/disk/disk_fault.h"
#include "sim/disk/record_map.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// What has come of an append or a sync.
struct DiskResult {
  bool told = true;  ///< whether the node hears of it: not of the sync of an append that has failed
  std::optional<StorageFault> failed;
};

/// One host's disk: the durable bytes of a log in segments, and appends that are not durable yet.
///
/// Model: appends and syncs are done one after another, each in its own constant time; a sync makes
/// everything taken before it durable; a crash keeps the durable bytes and a drawn prefix of the rest, in
/// append order (a torn tail). A drop is durable at once. README.md says what each fault makes of that. A
/// plain value.
class VirtualDisk {
 public:
  /// Bytes that a disk writes as one: a power cut tears at most one such sector.
  static constexpr std::uint64_t kSectorBytes = 512;

  VirtualDisk(core::Duration append_time, core::Duration sync_time)
      : append_time_(append_time), sync_time_(sync_time) {}

  /// The instant at which the append or sync asked for now will be done; whoever calls says so then.
  core::Instant append(core::Instant now, const core::Append& append);
  core::Instant sync(core::Instant now);
  /// The append of that number is done, or its sync, which covers everything up to it.
  DiskResult appended(core::AppendSeq seq);
  DiskResult synced(core::AppendSeq seq);

  /// Whether everything it was asked for is done.
  bool idle(core::Instant now) const { return free_at_ <= now; }

  /// Durable bytes put there before the first life, in segment 1.
  void preload(core::ByteView bytes);
  void truncate(const core::Truncate& cut);
  void drop(core::SegmentId segment);
  void crash(core::Dice& dice);
  /// The process that wrote there has ended and the machine goes on: what was taken is written out, synced or not.
  void process_ended();
  void wipe();

  /// From now on that fault is at work, until `end`. `fault` names it; the faults of a disk are its own
  /// business.
  void begin(std::uint32_t fault, DiskFault what) { faults_.insert_or_assign(fault, std::move(what)); }
  void end(std::uint32_t fault) { faults_.erase(fault); }
  /// From now on the faults at work draw from other streams, `<stream>/disk/<fault>`.
  void reseed(std::uint64_t seed, const std::string& stream);
  /// Changes so many drawn bits of the durable bytes, no bit twice; all of them if there are fewer.
  void rot(std::uint64_t bits, core::Dice& dice);
  /// Durable bytes that were damaged since the last call.
  std::vector<DiskDamaged> take_damages() { return std::exchange(damages_, {}); }
  /// Keys that a booting node cannot find as it left them, because of damage since the last boot; ascending.
  std::vector<core::ContentKey> take_damaged_keys(core::ReplayRule rule) {
    return records_.take_damaged_keys(durable_, rule);
  }

  /// What a booting node finds.
  core::LogSegments log() const;
  /// Durable bytes, of all segments.
  std::uint64_t durable_bytes() const;

  /// The state beside its times, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(free_at_, durable_, records_, pending_, failed_, faults_, damages_);
  }

 private:
  struct Pending {
    core::AppendSeq seq = 0;
    core::SegmentId segment = 0;
    core::SharedBytes bytes;
    bool taken = false;  // the append is done, well or not
    bool whole = true;   // else it has failed, and these are a part of its bytes
  };
  /// A byte of the log.
  struct Position {
    core::SegmentId segment = 0;
    std::uint64_t at = 0;
  };

  /// Bytes of one sector that are not synced yet: `from` and `to` count in what is new of the segment.
  struct Piece {
    core::SegmentId segment = 0;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
  };

  core::Instant busy_until(core::Instant now, core::Duration base);
  FailingDisk* failing();
  std::uint64_t room() const;
  static std::uint64_t bytes_of(const std::vector<Pending>& appends);
  void make_durable(core::SegmentId segment, core::ByteView bytes, bool whole);
  void write_prefix(const std::vector<Pending>& appends, std::uint64_t bytes);
  void write_prefix_and_zeros(const std::vector<Pending>& appends, std::uint64_t bytes);
  void write_synced(const Pending& append);
  void misdirect(Position to, const Pending& append);
  std::vector<Piece> sectors_of(const std::map<core::SegmentId, core::Bytes>& unsynced) const;
  void tear(const std::vector<Pending>& unsynced, core::Dice& dice);
  void overwrite(Position place, core::ByteView bytes);
  Position position(std::uint64_t byte) const;
  template <class Fault>
  Fault* active();

  core::Duration append_time_;
  core::Duration sync_time_;
  core::Instant free_at_;  // when the disk has done all it was asked
  std::map<core::SegmentId, core::Bytes> durable_;
  RecordMap records_;
  std::vector<Pending> pending_;
  std::set<core::AppendSeq> failed_;  // appends whose sync is still to come
  std::map<std::uint32_t, DiskFault> faults_;
  std::vector<DiskDamaged> damages_;
};

}  // namespace fleetsim::sim
