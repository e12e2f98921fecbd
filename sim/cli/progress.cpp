#include "sim/cli/progress.h"

#include <ostream>

#include <fmt/format.h>

namespace fleetsim::sim {

void Progress::clear() {
  if (shown_) err_ << "\r\x1b[K" << std::flush;
}

void Progress::show(std::uint64_t done, std::uint64_t failed) {
  if (shown_) err_ << fmt::format("\r\x1b[K{} of {} runs, {} failed", done, total_, failed) << std::flush;
}

}  // namespace fleetsim::sim
