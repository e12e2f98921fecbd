#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::tests {

/// One `#include` of a source file.
struct Include {
  int line = 0;
  std::string path;
};

/// A C++ source file of the project, for tests that judge the text of the code.
struct SourceFile {
  std::string path;                ///< from the project's root, e.g. `core/base/bytes.h`
  std::vector<std::string> lines;  ///< as written

  static SourceFile from_text(std::string path, std::string_view text);

  std::vector<Include> includes() const;

  /// The lines with comments blanked; `blank_strings` also empties string and character literals.
  std::vector<std::string> code(bool blank_strings) const;
};

/// The root of the project's sources.
std::string source_dir();

/// The program `fleetsim` of this build.
std::string program_path();

/// All `.h` and `.cpp` files under a directory of the project, sorted by path; none when it does not exist.
std::vector<SourceFile> source_files_under(const std::string& directory);

/// The whole of a text file of the project.
std::string read_source_text(const std::string& path);

}  // namespace fleetsim::tests
