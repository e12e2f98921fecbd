#include "sim/disk/virtual_disk.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace fleetsim::sim {

core::Instant VirtualDisk::append(core::Instant now, const core::Append& append) {
  pending_.push_back(append);
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
    make_durable(pending_.front().segment, *pending_.front().bytes);
    pending_.pop_front();
  }
}

void VirtualDisk::make_durable(core::SegmentId segment, core::ByteView bytes) {
  core::Bytes& durable = durable_[segment];
  durable.insert(durable.end(), bytes.begin(), bytes.end());
}

void VirtualDisk::preload(core::ByteView bytes) { make_durable(1, bytes); }

void VirtualDisk::truncate(const core::Truncate& cut) {
  const auto found = durable_.find(cut.segment);
  FLEET_CHECK(found != durable_.end() && cut.size <= found->second.size() && pending_.empty(),
              "a log is cut only at boot");
  found->second.resize(static_cast<std::size_t>(cut.size));
}

void VirtualDisk::drop(core::SegmentId segment) {
  durable_.erase(segment);
  std::erase_if(pending_, [&](const core::Append& append) { return append.segment == segment; });
}

core::LogSegments VirtualDisk::log() const {
  core::LogSegments segments;
  for (const auto& [id, bytes] : durable_) segments.push_back({id, core::share(bytes)});
  return segments;
}

std::uint64_t VirtualDisk::durable_bytes() const {
  std::uint64_t total = 0;
  for (const auto& [id, bytes] : durable_) total += bytes.size();
  return total;
}

void VirtualDisk::crash(core::Dice& dice) {
  std::uint64_t rest = 0;
  for (const core::Append& append : pending_) rest += append.bytes->size();
  const std::deque<core::Append> pending = std::exchange(pending_, {});
  free_at_ = {};
  // One draw whether or not there is anything to tear, so that what was under way moves no later draw. A lying disk
  // had it all in a cache that is gone.
  std::uint64_t kept = dice.below(rest + 1);
  if (lying_) return;
  for (const core::Append& append : pending) {
    const std::size_t part = static_cast<std::size_t>(std::min<std::uint64_t>(kept, append.bytes->size()));
    make_durable(append.segment, core::ByteView(*append.bytes).first(part));
    kept -= part;
    if (kept == 0) return;
  }
}

void VirtualDisk::wipe() {
  durable_.clear();
  pending_.clear();
  free_at_ = {};
}

}  // namespace fleetsim::sim
