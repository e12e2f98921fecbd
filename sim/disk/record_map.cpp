#include "sim/disk/record_map.h"

#include <algorithm>
#include <optional>
#include <set>

namespace fleetsim::sim {
namespace {

// The records at the beginning of some bytes, each with its offset.
std::vector<std::pair<std::uint64_t, core::LogRecordHead>> records_in(core::ByteView bytes) {
  std::vector<std::pair<std::uint64_t, core::LogRecordHead>> records;
  std::uint64_t at = 0;
  while (at < bytes.size()) {
    const auto head = core::first_log_record(bytes.subspan(static_cast<std::size_t>(at)));
    if (!head) break;
    records.emplace_back(at, *head);
    at += head->bytes;
  }
  return records;
}

core::ByteView part(core::ByteView segment, std::uint64_t at, std::uint64_t bytes) {
  const std::uint64_t from = std::min<std::uint64_t>(at, segment.size());
  const std::uint64_t length = std::min(bytes, segment.size() - from);
  return segment.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(length));
}

bool same(const core::LogRecordHead& a, const core::LogRecordHead& b) {
  return a.key == b.key && a.reply == b.reply && a.bytes == b.bytes;
}

// What a log says, record by record.
class Replay {
 public:
  explicit Replay(core::ReplayRule rule) : rule_(rule) {}

  void take(const core::LogRecordHead& record) {
    if (!record.reply)
      says_.erase(record.key);
    else if (rule_ == core::ReplayRule::last_wins)
      says_.insert_or_assign(record.key, *record.reply);
    else
      says_.try_emplace(record.key, *record.reply);
  }
  std::optional<core::Digest> of(const core::ContentKey& key) const {
    const auto found = says_.find(key);
    return found == says_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  core::ReplayRule rule_;
  std::map<core::ContentKey, core::Digest> says_;
};

}  // namespace

void RecordMap::written(core::SegmentId segment, std::uint64_t at, std::uint64_t bytes) {
  if (bytes == 0) return;
  std::vector<Stretch>& stretches = stretches_[segment];
  const auto behind = std::ranges::upper_bound(stretches, at, {}, &Stretch::at);
  stretches.insert(behind, {at, bytes, std::nullopt});
}

void RecordMap::written_in_part(core::SegmentId segment, std::uint64_t at, core::ByteView meant,
                                core::ByteView stands) {
  for (const auto& [offset, record] : records_in(meant))
    if (std::ranges::equal(part(meant, offset, record.bytes), part(stands, offset, record.bytes)))
      written(segment, at + offset, record.bytes);
}

void RecordMap::damaging(core::SegmentId segment, std::uint64_t from, std::uint64_t to,
                         core::ByteView before) {
  const auto found = stretches_.find(segment);
  if (found == stretches_.end()) return;
  std::vector<Stretch> after;
  for (const Stretch& stretch : found->second) {
    const auto hit = [&](std::uint64_t at, std::uint64_t bytes) { return at < to && from < at + bytes; };
    if (stretch.was || !hit(stretch.at, stretch.bytes)) {
      after.push_back(stretch);
      continue;
    }
    for (const auto& [offset, record] : records_in(part(before, stretch.at, stretch.bytes))) {
      const std::uint64_t at = stretch.at + offset;
      const bool is_hit = hit(at, record.bytes);
      after.push_back({at, record.bytes, is_hit ? std::optional(record) : std::nullopt});
      damaged_ = damaged_ || is_hit;
    }
  }
  found->second = std::move(after);
}

void RecordMap::truncated(core::SegmentId segment, std::uint64_t size) {
  const auto found = stretches_.find(segment);
  if (found == stretches_.end()) return;
  // A stretch that loses its end may still begin with whole records; one that was a single record may not.
  std::erase_if(found->second, [&](const Stretch& stretch) {
    return stretch.at >= size || (stretch.was && stretch.at + stretch.bytes > size);
  });
  for (Stretch& stretch : found->second) stretch.bytes = std::min(stretch.bytes, size - stretch.at);
}

void RecordMap::dropped(core::SegmentId segment) {
  stretches_.erase(segment);
}

void RecordMap::clear() {
  *this = {};
}

std::vector<core::ContentKey> RecordMap::damaged_keys(const Segments& log, core::ReplayRule rule) const {
  if (!damaged_) return {};
  Replay undamaged(rule);
  Replay all(rule);
  std::set<core::ContentKey> concerned;
  for (const auto& [segment, stretches] : stretches_) {
    const auto bytes = log.find(segment);
    if (bytes == log.end()) continue;
    for (const Stretch& stretch : stretches) {
      const auto records = records_in(part(bytes->second, stretch.at, stretch.bytes));
      // Two changes may have undone each other.
      if (stretch.was && (records.empty() || !same(records.front().second, *stretch.was))) {
        all.take(*stretch.was);
        concerned.insert(stretch.was->key);
        continue;
      }
      for (const auto& [offset, record] : records) {
        all.take(record);
        undamaged.take(record);
      }
    }
  }
  std::vector<core::ContentKey> keys;
  for (const core::ContentKey& key : concerned)
    if (all.of(key) != undamaged.of(key)) keys.push_back(key);
  return keys;
}

}  // namespace fleetsim::sim
