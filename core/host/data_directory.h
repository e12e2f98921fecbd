#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace fleetsim::core {

/// A node names its timers by its asks, and its asks by its life: 24 bits are left for the number of a life.
inline constexpr std::uint32_t kIncarnationMax = 0xFFFFFF;

/// Makes the names in a directory durable, after a file was made or removed there. Error:
/// host/storage_failed.
Result<void> sync_directory(const std::string& path);

/// The place on disk that belongs to one node: its log and the number of its last life.
///
///   ledger-N.log   core/store/LOG_FORMAT.md, in segments (core/host/log_files.h)
///   incarnation    decimal, the last life's number
///   lock           locked while a node lives
class DataDirectory {
 public:
  /// Makes it when it is not there (its parent must be), makes its own entry durable, and locks it for this
  /// process. Error: host/storage_failed with the path and the system's reason.
  static Result<DataDirectory> open(const std::string& path);
  ~DataDirectory();
  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;

  const std::string& path() const { return path_; }

  /// Begins a life: a number larger than any given before, and at least `at_least` (which is what keeps lives
  /// apart when the directory was lost). Durable when it returns. Errors: host/storage_failed, also for a
  /// file that is no number.
  Result<std::uint32_t> next_incarnation(std::uint32_t at_least) const;

 private:
  DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::string path_;
  int lock_;
};

}  // namespace fleetsim::core
