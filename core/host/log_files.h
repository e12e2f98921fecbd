#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/host/file_storage.h"
#include "core/store/log_segment.h"

namespace fleetsim::core {

/// A log in segments, each a file of its own, for whoever may wait. Errors: host/storage_failed. A failed
/// append may have written a part of its bytes.
class LogFiles {
 public:
  virtual ~LogFiles() = default;

  /// Behind that segment, which begins with its first append.
  virtual Result<void> append(SegmentId segment, ByteView bytes) = 0;
  /// All segments, and that they exist.
  virtual Result<void> sync() = 0;
  virtual Result<void> truncate(SegmentId segment, std::uint64_t size) = 0;
  /// Durable when it returns, so that segments never come back out of order.
  virtual Result<void> drop(SegmentId segment) = 0;
};

/// The segments as `ledger-NUMBER.log` in a data directory. Whoever opens it must be the only one there.
class LogDirectory final : public LogFiles {
 public:
  /// Error: host/storage_failed with the path and the system's reason.
  static Result<std::shared_ptr<LogDirectory>> open(const std::string& directory);

  /// Everything, ascending by number.
  Result<LogSegments> read();

  Result<void> append(SegmentId segment, ByteView bytes) override;
  Result<void> sync() override;
  Result<void> truncate(SegmentId segment, std::uint64_t size) override;
  Result<void> drop(SegmentId segment) override;

 private:
  struct File {
    std::shared_ptr<FileStorage> storage;
    bool dirty = false;
  };

  explicit LogDirectory(std::string directory) : directory_(std::move(directory)) {}
  std::string path(SegmentId segment) const;
  Result<File*> file(SegmentId segment);

  std::string directory_;
  std::map<SegmentId, File> files_;
  bool names_dirty_ = false;  // a file was made since the directory was synced
};

}  // namespace fleetsim::core
