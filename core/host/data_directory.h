#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.h"

namespace fleetsim::core {

/// The place on disk that belongs to one node: its log and the number of its last life.
///
///   ledger.log     core/store/LOG_FORMAT.md; locked while a node lives
///   incarnation    decimal, the last life's number
class DataDirectory {
 public:
  /// Makes it when it is not there (its parent must be), and makes its own entry durable.
  /// Error: host/storage_failed with the path and the system's reason.
  static Result<DataDirectory> open(const std::string& path);

  std::string log_path() const { return path_ + "/ledger.log"; }

  /// Begins a life: a number larger than any given before, and at least `at_least` (which is what keeps lives
  /// apart when the directory was lost). Durable when it returns. Errors: host/storage_failed, also for a
  /// file that is no number.
  Result<std::uint32_t> next_incarnation(std::uint32_t at_least) const;

  /// Makes the names in the directory durable, after a file was made there.
  Result<void> sync() const;

 private:
  explicit DataDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace fleetsim::core
