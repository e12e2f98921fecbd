#pragma once

#include <iosfwd>
#include <mutex>
#include <string>

#include "core/base/time.h"
#include "sim/run/run.h"
#include "sim/snapshot/snapshot_directory.h"

namespace fleetsim::sim {

/// What a command does with a directory of snapshots. It outlives the runs whose options it has changed.
class Snapshots {
 public:
  Snapshots(std::string path, std::ostream& err) : path_(std::move(path)), directory_(path_), err_(err) {}

  /// Each run is saved so often. Makes the directory; BadInput if it cannot be made. Runs may be on several threads.
  void write_each(core::Duration every, RunOptions& options);

  /// A run begins with the nearest snapshot there is, and says so; a snapshot that cannot be used is named with the reason,
  /// and an earlier one is taken, or none. One run at a time.
  void begin_with_nearest(RunOptions& options);

  /// BadInput if a snapshot could not be written.
  void finish() const;

 private:
  std::string path_;
  SnapshotDirectory directory_;
  std::ostream& err_;
  mutable std::mutex mutex_;
  std::string failure_;  // of the first that could not be written
};

}  // namespace fleetsim::sim
