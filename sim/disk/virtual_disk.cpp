#include "sim/disk/virtual_disk.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

// Later than every run ends, and far from the end of the clock: a queue of slow operations gets no further.
constexpr core::Instant kHorizon{std::int64_t{1} << 61};

constexpr core::Ratio kHalf{1, 2};

}  // namespace

template <class Fault>
Fault* VirtualDisk::active() {
  for (auto& [id, fault] : faults_)
    if (auto* found = std::get_if<Fault>(&fault)) return found;
  return nullptr;
}

// ---- operations

core::Instant VirtualDisk::busy_until(core::Instant now, core::Duration base) {
  core::Duration longest = base;
  for (const auto& [id, fault] : faults_)
    if (const auto* slow = std::get_if<SlowDisk>(&fault))
      longest = std::max(longest, base * slow->factor + slow->add);
  free_at_ = std::min(std::max(free_at_, now) + longest, kHorizon);
  return free_at_;
}

core::Instant VirtualDisk::append(core::Instant now, const core::Append& append) {
  pending_.push_back({append.seq, append.segment, append.bytes});
  return busy_until(now, append_time_);
}

core::Instant VirtualDisk::sync(core::Instant now) {
  return busy_until(now, sync_time_);
}

// Every fault draws, whatever the others say, so that their draws do not depend on each other.
FailingDisk* VirtualDisk::failing() {
  FailingDisk* first = nullptr;
  for (auto& [id, fault] : faults_) {
    auto* failing = std::get_if<FailingDisk>(&fault);
    if (failing == nullptr || !failing->dice.chance(failing->ratio)) continue;
    if (first == nullptr) first = failing;
  }
  return first;
}

std::uint64_t VirtualDisk::room() const {
  std::uint64_t capacity = UINT64_MAX;
  for (const auto& [id, fault] : faults_)
    if (const auto* full = std::get_if<FullDisk>(&fault)) capacity = std::min(capacity, full->capacity);
  if (capacity == UINT64_MAX) return capacity;
  std::uint64_t used = durable_bytes();
  for (const Pending& append : pending_)
    if (append.taken) used += append.bytes->size();
  return capacity - std::min(capacity, used);
}

DiskResult VirtualDisk::appended(core::AppendSeq seq) {
  FailingDisk* failing_disk = failing();
  const auto found = std::ranges::lower_bound(pending_, seq, {}, &Pending::seq);
  const bool there =
      found != pending_.end() && found->seq == seq;  // else its segment has been dropped meanwhile
  const std::uint64_t size = there ? found->bytes->size() : 0;
  const std::uint64_t space = room();
  if (there) found->taken = true;
  if (failing_disk == nullptr && size <= space) return {};
  failed_.insert(seq);
  // A full disk takes what there is room for; an error leaves any part, but not the whole.
  const std::uint64_t left = failing_disk == nullptr ? space : size == 0 ? 0 : failing_disk->dice.below(size);
  if (there && left == 0) pending_.erase(found);
  if (there && left > 0) {
    const auto part = core::ByteView(*found->bytes).first(static_cast<std::size_t>(std::min(left, space)));
    found->bytes = core::share(core::Bytes(part.begin(), part.end()));
    found->whole = false;
  }
  return {.told = true, .failed = failing_disk == nullptr ? StorageFault::disk_full : StorageFault::io_error};
}

DiskResult VirtualDisk::synced(core::AppendSeq seq) {
  DiskResult result{.told = !failed_.contains(seq), .failed = std::nullopt};
  failed_.erase(failed_.begin(), failed_.upper_bound(seq));
  if (active<LyingDisk>() != nullptr) return result;
  const auto end = std::ranges::upper_bound(pending_, seq, {}, &Pending::seq);
  const std::vector<Pending> covered(std::make_move_iterator(pending_.begin()), std::make_move_iterator(end));
  pending_.erase(pending_.begin(), end);
  if (FailingDisk* failing_disk = failing()) {
    // What could not be written is dropped from memory: it reads as zeros for ever (Rebello et al., Can
    // Applications Recover from fsync Failures?, 2020).
    write_prefix_and_zeros(covered, failing_disk->dice.below(bytes_of(covered) + 1));
    result.failed = StorageFault::io_error;
    return result;
  }
  for (const Pending& append : covered) write_synced(append);
  return result;
}

void VirtualDisk::preload(core::ByteView bytes) {
  make_durable(1, bytes, true);
}

void VirtualDisk::truncate(const core::Truncate& cut) {
  const auto found = durable_.find(cut.segment);
  FLEET_CHECK(found != durable_.end() && cut.size <= found->second.size() && pending_.empty(),
              "a log is cut only at boot");
  found->second.resize(static_cast<std::size_t>(cut.size));
  records_.truncated(cut.segment, cut.size);
}

void VirtualDisk::drop(core::SegmentId segment) {
  durable_.erase(segment);
  records_.dropped(segment);
  std::erase_if(pending_, [&](const Pending& append) { return append.segment == segment; });
}

void VirtualDisk::wipe() {
  durable_.clear();
  records_.clear();
  pending_.clear();
  failed_.clear();
  free_at_ = {};
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

// ---- what becomes durable

std::uint64_t VirtualDisk::bytes_of(const std::vector<Pending>& appends) {
  std::uint64_t total = 0;
  for (const Pending& append : appends) total += append.bytes->size();
  return total;
}

void VirtualDisk::make_durable(core::SegmentId segment, core::ByteView bytes, bool whole) {
  core::Bytes& durable = durable_[segment];
  records_.written(segment, durable.size(), bytes.size(), whole);
  durable.insert(durable.end(), bytes.begin(), bytes.end());
}

void VirtualDisk::write_prefix(const std::vector<Pending>& appends, std::uint64_t bytes) {
  for (const Pending& append : appends) {
    const std::uint64_t size = append.bytes->size();
    const std::uint64_t part = std::min(bytes, size);
    make_durable(append.segment, core::ByteView(*append.bytes).first(static_cast<std::size_t>(part)),
                 append.whole && part == size);
    bytes -= part;
    if (bytes == 0) return;
  }
}

void VirtualDisk::write_prefix_and_zeros(const std::vector<Pending>& appends, std::uint64_t bytes) {
  for (const Pending& append : appends) {
    const std::uint64_t size = append.bytes->size();
    const std::uint64_t part = std::min(bytes, size);
    bytes -= part;
    core::Bytes& durable = durable_[append.segment];
    const std::uint64_t at = durable.size();
    durable.insert(durable.end(), append.bytes->begin(),
                   append.bytes->begin() + static_cast<std::ptrdiff_t>(part));
    durable.resize(static_cast<std::size_t>(at + size));
    // What is missing may have been zeros anyway.
    records_.written_in_part(append.segment, at, *append.bytes, durable);
  }
}

void VirtualDisk::write_synced(const Pending& append) {
  const core::ByteView bytes = *append.bytes;
  const std::uint64_t others = durable_bytes();
  for (auto& [id, fault] : faults_) {
    auto* astray = std::get_if<MisdirectingDisk>(&fault);
    if (astray == nullptr || astray->left == 0 || others == 0) continue;
    --astray->left;
    return misdirect(position(astray->dice.below(others)), append);
  }
  make_durable(append.segment, bytes, append.whole);
}

void VirtualDisk::misdirect(Position to, const Pending& append) {
  const core::ByteView bytes = *append.bytes;
  // What lies beyond the end of that segment is not the log's.
  const std::uint64_t length = std::min<std::uint64_t>(bytes.size(), durable_[to.segment].size() - to.at);
  const core::ByteView landed = bytes.first(static_cast<std::size_t>(length));
  const Position own{append.segment, durable_[append.segment].size()};
  make_durable(append.segment, bytes, append.whole);
  overwrite(own, core::Bytes(bytes.size()));
  overwrite(to, landed);
  records_.written(to.segment, to.at, length, append.whole && length == bytes.size());
}

// ---- damage

void VirtualDisk::crash(core::Dice& dice) {
  // One draw whether or not there is anything to tear, so that what was under way moves no later draw.
  const std::uint64_t kept = dice.below(bytes_of(pending_) + 1);
  const std::vector<Pending> unsynced = std::exchange(pending_, {});
  failed_.clear();
  free_at_ = {};
  // A lying disk had it all in a cache that is gone.
  if (active<LyingDisk>() != nullptr) return;
  if (auto* tearing = active<TearingDisk>())
    tear(unsynced, tearing->dice);
  else
    write_prefix(unsynced, kept);
}

void VirtualDisk::process_ended() {
  std::vector<Pending> unsynced = std::exchange(pending_, {});
  failed_.clear();
  std::erase_if(unsynced, [](const Pending& append) { return !append.taken; });
  write_prefix(unsynced, bytes_of(unsynced));
}

std::vector<VirtualDisk::Piece> VirtualDisk::sectors_of(
    const std::map<core::SegmentId, core::Bytes>& unsynced) const {
  std::vector<Piece> pieces;
  for (const auto& [segment, bytes] : unsynced) {
    const auto durable = durable_.find(segment);
    const std::uint64_t begin = durable == durable_.end() ? 0 : durable->second.size();
    for (std::uint64_t from = 0; from < bytes.size();) {
      const std::uint64_t sector_left = kSectorBytes - (begin + from) % kSectorBytes;
      const std::uint64_t to = std::min<std::uint64_t>(bytes.size(), from + sector_left);
      pieces.push_back({segment, from, to});
      from = to;
    }
  }
  return pieces;
}

void VirtualDisk::tear(const std::vector<Pending>& unsynced, core::Dice& dice) {
  std::map<core::SegmentId, core::Bytes> meant;
  for (const Pending& append : unsynced) {
    core::Bytes& bytes = meant[append.segment];
    bytes.insert(bytes.end(), append.bytes->begin(), append.bytes->end());
  }
  const std::vector<Piece> sectors = sectors_of(meant);
  if (sectors.empty()) return;
  const std::uint64_t in_flight = dice.below(sectors.size() + 1);  // or none, at the end
  std::map<core::SegmentId, core::Bytes> written;
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    const auto& [segment, from, to] = sectors[i];
    const std::uint64_t cut = dice.below(to - from + 1);
    const bool whole = dice.chance(kHalf);
    const std::uint64_t length = i == in_flight ? cut : whole ? to - from : 0;
    if (length == 0) continue;
    core::Bytes& bytes = written[segment];
    bytes.resize(static_cast<std::size_t>(from + length));  // with zeros for what was left out before it
    std::copy_n(meant[segment].begin() + static_cast<std::ptrdiff_t>(from), length,
                bytes.begin() + static_cast<std::ptrdiff_t>(from));
  }
  std::map<core::SegmentId, std::uint64_t> at;
  for (const auto& [segment, bytes] : written) {
    core::Bytes& durable = durable_[segment];
    at[segment] = durable.size();
    durable.insert(durable.end(), bytes.begin(), bytes.end());
  }
  for (const Pending& append : unsynced) {
    if (!written.contains(append.segment)) continue;
    std::uint64_t& begin = at[append.segment];
    records_.written_in_part(append.segment, begin, *append.bytes, durable_[append.segment]);
    begin += append.bytes->size();
  }
}

void VirtualDisk::reseed(std::uint64_t seed, const std::string& stream) {
  for (auto& [id, fault] : faults_)
    std::visit(
        [&](auto& what) {
          if constexpr (requires { what.dice; })
            what.dice = core::Dice(seed, stream + "/disk/" + std::to_string(id));
        },
        fault);
}

void VirtualDisk::rot(std::uint64_t bits, core::Dice& dice) {
  const std::uint64_t all = 8 * durable_bytes();
  std::set<std::uint64_t> drawn;
  while (drawn.size() < std::min(bits, all)) drawn.insert(dice.below(all));
  for (const std::uint64_t bit : drawn) {
    const Position place = position(bit / 8);
    const std::uint8_t byte = durable_[place.segment][static_cast<std::size_t>(place.at)];
    overwrite(place, core::Bytes{static_cast<std::uint8_t>(byte ^ (1U << (bit % 8)))});
  }
}

void VirtualDisk::overwrite(Position place, core::ByteView bytes) {
  core::Bytes& segment = durable_[place.segment];
  records_.damaging(place.segment, place.at, place.at + bytes.size(), segment);
  std::ranges::copy(bytes, segment.begin() + static_cast<std::ptrdiff_t>(place.at));
  damages_.push_back({place.segment, place.at, bytes.size()});
}

VirtualDisk::Position VirtualDisk::position(std::uint64_t byte) const {
  for (const auto& [id, bytes] : durable_) {
    if (byte < bytes.size()) return {id, byte};
    byte -= bytes.size();
  }
  FLEET_CHECK(false, "a byte beyond the log");
}

}  // namespace fleetsim::sim
