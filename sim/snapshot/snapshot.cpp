#include "sim/snapshot/snapshot.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/check.h"
#include "sim/archive/core_codecs.h"
#include "sim/scenario/reader.h"
#include "sim/snapshot/rules.h"

namespace fleetsim::sim {
namespace {

constexpr std::string_view kMagic = "fleetsim-snapshot\n";
constexpr std::uint32_t kFormat = 1;

/// A file that is whole.
struct Parts {
  SnapshotHead head;
  core::ByteView state;
};

core::Error refused(const char* why) {
  return core::Error::codec("snapshot", why);
}

core::Hash128 hash_in(core::ByteReader& in) {
  core::Hash128 hash{};
  const core::ByteView bytes = in.raw(hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

core::Result<Parts> take_apart(core::ByteView bytes) {
  core::ByteReader in(bytes);
  if (core::as_text(in.raw(kMagic.size())) != kMagic) return refused("this is no snapshot of fleetsim");
  if (in.u32_le() != kFormat) return refused("written in another version of the format");
  Parts parts;
  parts.head.rules = hash_in(in);
  parts.head.scenario = hash_in(in);
  parts.head.seed = in.u64_le();
  parts.head.now = {in.i64_le()};
  parts.head.events = in.u64_le();
  const std::uint64_t size = in.u64_le();
  parts.state = in.raw(size);
  const core::Hash128 checksum = hash_in(in);
  if (!in.finished()) return refused("cut short, or longer than it says");
  if (checksum != core::hash128(bytes.first(bytes.size() - checksum.size())))
    return refused("damaged: its checksum is another one");
  return parts;
}

}  // namespace

core::Hash128 rules_digest() {
  return core::hash128(core::as_bytes(kRulesDigest));
}

core::Hash128 scenario_digest(const Scenario& scenario) {
  return core::hash128(core::as_bytes(print_scenario(scenario)));
}

core::Bytes save_snapshot(const LiveRun& run) {
  Saver state;
  state(run);
  const core::Bytes saved = std::move(state).take();

  core::ByteWriter out;
  out.reserve(saved.size() + 128);
  out.raw(kMagic);
  out.u32_le(kFormat);
  out.raw(core::ByteView(rules_digest()));
  out.raw(core::ByteView(scenario_digest(run.world().scenario())));
  out.u64_le(run.seed());
  out.i64_le(run.world().now().ns);
  out.u64_le(run.world().events());
  out.u64_le(saved.size());
  out.raw(core::ByteView(saved));
  out.raw(core::ByteView(core::hash128(out.view())));
  return std::move(out).take();
}

core::Result<SnapshotHead> read_snapshot_head(core::ByteView bytes) {
  const core::Result<Parts> parts = take_apart(bytes);
  if (!parts) return parts.error();
  return parts->head;
}

core::Result<LiveRun> load_snapshot(core::ByteView bytes, std::shared_ptr<const Scenario> scenario,
                                    std::uint64_t seed) {
  const core::Result<Parts> parts = take_apart(bytes);
  if (!parts) return parts.error();
  if (parts->head.rules != rules_digest()) return refused("written by a program with other rules");
  if (parts->head.scenario != scenario_digest(*scenario)) return refused("of another scenario");
  if (parts->head.seed != seed) return refused("of another seed");
  try {
    LiveRun run(std::move(scenario), seed, LiveRun::NotStarted{});
    Loader state(parts->state);
    state(run);
    Loader::require(state.finished(), "more follows than a run has");
    Loader::require(run.world().now() == parts->head.now && run.world().events() == parts->head.events,
                    "another instant than it says");
    return run;
  } catch (const Unreadable& unreadable) {
    return refused(unreadable.what());
  }
}

}  // namespace fleetsim::sim
