#pragma once

#include <fstream>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace fleetsim::sim {

/// A document that the command line asked for: a file, or standard output.
class OutputFile {
 public:
  /// Nothing is written anywhere when `path` is none. Throws BadInput when the file cannot be opened for
  /// writing or is one of `inputs` (a scenario must not be overwritten by its own report).
  OutputFile(const char* option, const std::optional<std::string>& path, std::ostream& standard_output,
             const std::vector<std::string>& taken);

  bool wanted() const { return stream_ != nullptr; }
  bool is_standard_output() const { return wanted() && !file_.is_open(); }

  /// Requires wanted().
  std::ostream& stream() { return *stream_; }

  /// Writes out what is pending. Throws BadInput when anything could not be written (a full disk).
  void finish();

 private:
  std::string option_;
  std::string path_;
  std::ofstream file_;
  std::ostream* stream_ = nullptr;
};

}  // namespace fleetsim::sim
