#pragma once

#include <memory>
#include <string>

#include "core/store/storage.h"

namespace fleetsim::core {

/// A Storage in a file of the operating system (POSIX). One process at a time: the file is locked while it is open.
class FileStorage final : public Storage {
 public:
  /// Opens the file, or makes it. Error: host/storage_failed with the path and the system's reason.
  static Result<std::shared_ptr<FileStorage>> open(const std::string& path);
  ~FileStorage() override;
  FileStorage(const FileStorage&) = delete;
  FileStorage& operator=(const FileStorage&) = delete;

  Result<Bytes> read() override;
  Result<void> append(ByteView bytes) override;
  Result<void> sync() override;
  Result<void> truncate(std::uint64_t size) override;

 private:
  FileStorage(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  Error failed(const char* operation) const;

  std::string path_;
  int descriptor_;
};

}  // namespace fleetsim::core
