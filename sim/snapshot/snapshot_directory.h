#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"
#include "sim/snapshot/snapshot.h"

namespace fleetsim::sim {

/// Snapshots as files of one directory, of any number of scenarios and seeds. A file's name says of what run
/// it is and when, so that the wanted one is found without reading the others:
/// `<scenario digest>-<seed>-<nanoseconds>.snapshot`.
/// Threads: several may write, if they write different runs.
class SnapshotDirectory {
 public:
  explicit SnapshotDirectory(std::string path) : path_(std::move(path)) {}

  /// Makes the directory if there is none. Error: host/storage_failed.
  core::Result<void> make() const;
  /// Replaces a file of that name, at once or not at all. Error: host/storage_failed.
  core::Result<void> write(const LiveRun& run) const;

  /// What a search came to.
  struct Found {
    std::optional<LiveRun> run;         ///< none: there is none that can be read
    std::vector<std::string> unusable;  ///< files that were tried, each with why it was not taken
  };
  /// The latest one of that run that is not after `until`.
  Found nearest(const std::shared_ptr<const Scenario>& scenario, std::uint64_t seed,
                core::Instant until) const;

 private:
  std::string path_;
};

}  // namespace fleetsim::sim
