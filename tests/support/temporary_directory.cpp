#include "tests/support/temporary_directory.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace fleetsim::tests {

TemporaryDirectory::TemporaryDirectory() : path_(testing::TempDir() + "fleetsim-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary directory: " + path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code left_behind;
  std::filesystem::remove_all(path_, left_behind);
}

std::string TemporaryDirectory::write(const std::string& name, std::string_view text) const {
  const std::filesystem::path file = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return file.string();
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path << " cannot be read";
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace fleetsim::tests
