#include "sim/cli/output_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "sim/cli/bad_input.h"

namespace fleetsim::sim {

OutputFile::OutputFile(const char* option, const std::optional<std::string>& path,
                       std::ostream& standard_output, const std::vector<std::string>& taken)
    : option_(option) {
  if (!path) return;
  path_ = *path;
  if (path_ == "-") {
    stream_ = &standard_output;
    return;
  }
  for (const std::string& other : taken) {
    std::error_code absent;  // a file that does not exist yet is no other one
    if (std::filesystem::is_regular_file(path_, absent) && std::filesystem::equivalent(path_, other, absent))
      throw BadInput(
          fmt::format("{} {}: the same file as {}, expected one of its own", option_, path_, other));
  }
  errno = 0;
  file_.open(path_, std::ios::binary | std::ios::trunc);
  if (!file_)
    throw BadInput(
        fmt::format("{} {}: cannot be written ({}), expected a file in an existing, writable directory",
                    option_, path_, std::strerror(errno)));
  stream_ = &file_;
}

void OutputFile::finish() {
  if (!wanted()) return;
  errno = 0;
  stream_->flush();
  if (file_.is_open() && *stream_) file_.close();
  if (!*stream_)
    throw BadInput(fmt::format("{} {}: could not be written to its end ({})", option_,
                               path_ == "-" ? "standard output" : path_,
                               errno != 0 ? std::strerror(errno) : "output error"));
}

}  // namespace fleetsim::sim
