#pragma once

#include <string>
#include <string_view>

namespace fleetsim::tests {

/// A fresh empty directory, removed with everything in it at the end of the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

  /// Writes a file below the directory, with its parent directories; returns its whole path.
  std::string write(const std::string& name, std::string_view text) const;

 private:
  std::string path_;
};

/// The bytes of a file; fails the test when it cannot be read.
std::string read_file(const std::string& path);

}  // namespace fleetsim::tests
