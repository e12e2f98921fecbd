#include "sim/disk/virtual_disk.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::sim {

core::Instant VirtualDisk::append(core::Instant now, core::AppendSeq seq, core::SharedBytes bytes) {
  pending_.push_back({seq, std::move(bytes)});
  free_at_ = std::max(free_at_, now) + append_time_;
  return free_at_;
}

core::Instant VirtualDisk::sync(core::Instant now) {
  free_at_ = std::max(free_at_, now) + sync_time_;
  return free_at_;
}

void VirtualDisk::synced(core::AppendSeq seq) {
  if (lying_) return;
  while (!pending_.empty() && pending_.front().seq <= seq) {
    const core::Bytes& bytes = *pending_.front().bytes;
    durable_.insert(durable_.end(), bytes.begin(), bytes.end());
    pending_.pop_front();
  }
}

void VirtualDisk::preload(core::ByteView bytes) { durable_.insert(durable_.end(), bytes.begin(), bytes.end()); }

void VirtualDisk::truncate(std::uint64_t size) {
  FLEET_CHECK(size <= durable_.size() && pending_.empty(), "a log is cut only at boot");
  durable_.resize(static_cast<std::size_t>(size));
}

void VirtualDisk::crash(core::Dice& dice) {
  core::Bytes rest;
  for (const Pending& append : pending_) rest.insert(rest.end(), append.bytes->begin(), append.bytes->end());
  pending_.clear();
  free_at_ = {};
  // One draw whether or not there is anything to tear, so that what was under way moves no later draw. A lying disk
  // had it all in a cache that is gone.
  const std::uint64_t kept = dice.below(rest.size() + 1);
  if (!lying_) durable_.insert(durable_.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(kept));
}

void VirtualDisk::wipe() {
  durable_.clear();
  pending_.clear();
  free_at_ = {};
}

}  // namespace fleetsim::sim
