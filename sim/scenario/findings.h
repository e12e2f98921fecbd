#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/reader.h"

namespace fleetsim::sim {

/// Where something was written: a place in the file, or on the command line (`--set`), where places mean
/// nothing.
struct Origin {
  Place place;
  bool from_override = false;
};

/// All that is wrong with one scenario, as it is found.
class Findings {
 public:
  /// More than this is noise; the rest is counted.
  static constexpr std::size_t kFindingsMax = 1000;

  explicit Findings(std::string file) : file_(std::move(file)) {}

  void add(const Origin& origin, std::string key_path, std::string what, std::string expected = {});
  bool empty() const { return findings_.empty(); }

  /// In order of place, those of overrides first; at most kFindingsMax and one that counts the others.
  std::vector<Finding> sorted() const;

 private:
  std::string file_;
  std::vector<Finding> findings_;
  std::size_t left_out_ = 0;
};

/// The text in double quotes, cut after 60 bytes, with control characters escaped: fit for one line of a
/// terminal.
std::string quoted(std::string_view text);

}  // namespace fleetsim::sim
