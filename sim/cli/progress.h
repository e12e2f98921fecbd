#pragma once

#include <cstdint>
#include <iosfwd>

namespace fleetsim::sim {

/// One line on a terminal that says how far many runs have come. It is overwritten in place; without a
/// terminal it is nothing at all.
class Progress {
 public:
  /// `total` is the number of runs; no line for a single one.
  Progress(std::ostream& err, bool wanted, std::uint64_t total)
      : err_(err), shown_(wanted && total > 1), total_(total) {}

  /// Takes the line away: call before anything else is written to the terminal.
  void clear();

  void show(std::uint64_t done, std::uint64_t failed);

 private:
  std::ostream& err_;
  bool shown_;
  std::uint64_t total_;
};

}  // namespace fleetsim::sim
