#include "core/store/log_space.h"

namespace fleetsim::core {

void LogSpace::found(const ScannedSegment& segment) {
  segments_[segment.id].bytes = segment.valid_bytes;
  bytes_ += segment.valid_bytes;
  head_ = segment.id;
}

RecordPlace LogSpace::append(std::uint64_t bytes) {
  const auto head = segments_.find(head_);
  const bool begun = head != segments_.end() && head->second.bytes > 0;
  if (segment_bytes_ > 0 && begun && head->second.bytes + bytes > segment_bytes_) begin_segment();
  segments_[head_].bytes += bytes;
  bytes_ += bytes;
  return {head_, static_cast<std::uint32_t>(bytes)};
}

void LogSpace::append_failed() {
  const auto head = segments_.find(head_);
  if (head != segments_.end() && head->second.live_bytes > 0) begin_segment();
}

void LogSpace::live(const RecordPlace& place) {
  segments_[place.segment].live_bytes += place.bytes;
  live_bytes_ += place.bytes;
}

void LogSpace::dead(const RecordPlace& place) {
  segments_[place.segment].live_bytes -= place.bytes;
  live_bytes_ -= place.bytes;
}

std::optional<SegmentId> LogSpace::to_clean() const {
  if (segment_bytes_ == 0 || segments_.empty()) return std::nullopt;
  const auto& [oldest, use] = *segments_.begin();
  if (oldest == head_) return std::nullopt;
  if (use.live_bytes == 0 || bytes_ > 2 * live_bytes_ + segment_bytes_) return oldest;
  return std::nullopt;
}

void LogSpace::dropped(SegmentId segment) {
  const auto found = segments_.find(segment);
  if (found == segments_.end()) return;
  bytes_ -= found->second.bytes;
  live_bytes_ -= found->second.live_bytes;
  segments_.erase(found);
}

}  // namespace fleetsim::core
