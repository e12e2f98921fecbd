#include "sim/disk/record_map.h"

#include <algorithm>
#include <iterator>
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

void RecordMap::written(core::SegmentId segment, std::uint64_t at, std::uint64_t bytes, bool whole) {
  if (bytes == 0) return;
  std::vector<Stretch>& stretches = stretches_[segment];
  const auto behind = std::ranges::upper_bound(stretches, at, {}, &Stretch::at);
  if (behind != stretches.begin()) {
    Stretch& before = *std::prev(behind);
    if (whole && before.whole && before.damaged == 0 && before.at + before.bytes == at) {
      before.bytes += bytes;
      return;
    }
  }
  stretches.insert(behind, {at, bytes, whole});
}

void RecordMap::written_in_part(core::SegmentId segment, std::uint64_t at, core::ByteView meant,
                                core::ByteView log) {
  irregular_ = true;
  for (const auto& [offset, record] : records_in(meant)) {
    const core::ByteView there = part(log, at + offset, record.bytes);
    if (std::ranges::equal(part(meant, offset, record.bytes), there))
      written(segment, at + offset, record.bytes, true);
  }
}

void RecordMap::damaging(core::SegmentId segment, std::uint64_t from, std::uint64_t to,
                         core::ByteView before) {
  irregular_ = true;
  const auto found = stretches_.find(segment);
  if (found == stretches_.end()) return;
  const auto hit = [&](std::uint64_t at, std::uint64_t bytes) { return at < to && from < at + bytes; };
  std::vector<Stretch> after;
  for (const Stretch& stretch : found->second) {
    if (stretch.damaged > 0 || !hit(stretch.at, stretch.bytes)) {
      after.push_back(stretch);
      continue;
    }
    for (const auto& [offset, record] : records_in(part(before, stretch.at, stretch.bytes))) {
      Stretch one{stretch.at + offset, record.bytes};
      if (hit(one.at, one.bytes)) {
        damaged_.push_back(record);
        one.damaged = static_cast<std::uint32_t>(damaged_.size());
      }
      after.push_back(one);
    }
  }
  found->second = std::move(after);
}

void RecordMap::truncated(core::SegmentId segment, std::uint64_t size) {
  const auto found = stretches_.find(segment);
  if (found == stretches_.end()) return;
  // A stretch that loses its end may still begin with whole records; one that was a single record may not.
  std::erase_if(found->second, [&](const Stretch& stretch) {
    return stretch.at >= size || (stretch.damaged > 0 && stretch.at + stretch.bytes > size);
  });
  for (Stretch& stretch : found->second) {
    if (stretch.at + stretch.bytes <= size) continue;
    stretch.bytes = size - stretch.at;
    stretch.whole = false;
  }
}

void RecordMap::dropped(core::SegmentId segment) {
  stretches_.erase(segment);
}

void RecordMap::clear() {
  *this = {};
}

std::vector<core::ContentKey> RecordMap::take_damaged_keys(const Segments& log, core::ReplayRule rule) {
  if (!irregular_) return {};
  Replay undamaged(rule);
  Replay all(rule);
  std::set<core::ContentKey> concerned;
  for (const auto& [segment, stretches] : stretches_) {
    const auto bytes = log.find(segment);
    const core::ByteView found = bytes == log.end() ? core::ByteView() : core::ByteView(bytes->second);
    for (const Stretch& stretch : stretches) {
      const auto records = records_in(part(found, stretch.at, stretch.bytes));
      // Two changes may have undone each other.
      const auto is_back = [&](const core::LogRecordHead& was) {
        return !records.empty() && same(records.front().second, was);
      };
      if (stretch.damaged > 0 && !is_back(damaged_[stretch.damaged - 1])) {
        all.take(damaged_[stretch.damaged - 1]);
        concerned.insert(damaged_[stretch.damaged - 1].key);
        continue;
      }
      for (const auto& [offset, record] : records) {
        all.take(record);
        undamaged.take(record);
      }
    }
  }
  look_anew(log);
  std::vector<core::ContentKey> keys;
  for (const core::ContentKey& key : concerned)
    if (all.of(key) != undamaged.of(key)) keys.push_back(key);
  return keys;
}

void RecordMap::look_anew(const Segments& log) {
  clear();
  for (const auto& [segment, bytes] : log) {
    for (std::uint64_t at = 0; at < bytes.size();) {
      const auto head = core::first_log_record(core::ByteView(bytes).subspan(static_cast<std::size_t>(at)));
      if (head) written(segment, at, head->bytes, true);
      at += head ? head->bytes : 1;
    }
  }
}

}  // namespace fleetsim::sim
