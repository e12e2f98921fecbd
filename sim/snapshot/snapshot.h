#pragma once

#include <cstdint>
#include <memory>

#include "core/base/bytes.h"
#include "core/base/checksum.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "sim/run/live_run.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// What a snapshot says of itself before its state: which run it is of, and how far that had come.
struct SnapshotHead {
  core::Hash128 rules{};     ///< of the program that wrote it: see rules_digest
  core::Hash128 scenario{};  ///< of the scenario with every default written out
  std::uint64_t seed = 0;
  core::Instant now;  ///< of the last event; everything due at that instant may not have happened yet
  std::uint64_t events = 0;

  friend bool operator==(const SnapshotHead&, const SnapshotHead&) = default;
};

/// What this program makes of scenarios: a digest of the sources of core and sim. A run goes on as it began
/// only under the very same rules.
core::Hash128 rules_digest();
core::Hash128 scenario_digest(const Scenario& scenario);

/// A run under way as the bytes of a file (README.md has the format): the same on every machine.
core::Bytes save_snapshot(const LiveRun& run);

/// Reads the head of bytes of unknown origin; the rest is only judged by its checksum. Errors: codec
/// `snapshot` for anything that is cut or damaged, or of another version of the format.
core::Result<SnapshotHead> read_snapshot_head(core::ByteView bytes);

/// The run as it was; it goes on as the one that was saved would have. Errors: those of read_snapshot_head;
/// codec `snapshot` for a snapshot of other rules, another scenario or another seed, and for state that makes
/// no sense.
core::Result<LiveRun> load_snapshot(core::ByteView bytes, std::shared_ptr<const Scenario> scenario,
                                    std::uint64_t seed);

}  // namespace fleetsim::sim
