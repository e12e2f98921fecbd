#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/host/file_storage.h"

namespace fleetsim::core {

/// A log in parts, each a file of its own, for whoever may wait. Errors: host/storage_failed. A failed append
/// may have written a part of its bytes.
class LogFiles {
 public:
  virtual ~LogFiles() = default;

  /// Behind that part, which begins with its first append.
  virtual Result<void> append(std::uint64_t part, ByteView bytes) = 0;
  /// All parts, and that they exist.
  virtual Result<void> sync() = 0;
  virtual Result<void> truncate(std::uint64_t part, std::uint64_t size) = 0;
  /// Durable when it returns, so that parts never come back out of order.
  virtual Result<void> drop(std::uint64_t part) = 0;
};

/// The parts as `ledger-NUMBER.log` in a data directory. Whoever opens it must be the only one there.
class LogDirectory final : public LogFiles {
 public:
  struct Part {
    std::uint64_t number = 0;
    SharedBytes bytes;
  };

  /// Error: host/storage_failed with the path and the system's reason.
  static Result<std::shared_ptr<LogDirectory>> open(const std::string& directory);

  /// Everything, ascending by number.
  Result<std::vector<Part>> read();

  Result<void> append(std::uint64_t part, ByteView bytes) override;
  Result<void> sync() override;
  Result<void> truncate(std::uint64_t part, std::uint64_t size) override;
  Result<void> drop(std::uint64_t part) override;

 private:
  struct File {
    std::shared_ptr<FileStorage> storage;
    bool dirty = false;
  };

  explicit LogDirectory(std::string directory) : directory_(std::move(directory)) {}
  std::string path(std::uint64_t part) const;
  Result<File*> file(std::uint64_t part);

  std::string directory_;
  std::map<std::uint64_t, File> files_;
  bool names_dirty_ = false;  // a file was made since the directory was synced
};

}  // namespace fleetsim::core
