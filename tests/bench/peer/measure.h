#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>

#include <sys/resource.h>

#include "tests/bench/peer/workload.h"

namespace fleetsim::peer {

inline double wall_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline double cpu_now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

inline long peak_rss_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

/// Builds, then runs, each measured, and prints the one line of figures; of memory also what each of `nodes` takes, if given.
template <class Work, class... Parts>
void measure_nodes(const std::string& what, std::uint32_t nodes, Parts&&... parts) {
  const long rss_before = peak_rss_kb();
  const double begun = wall_now();
  Work work(std::forward<Parts>(parts)...);
  const double built = wall_now();
  const double cpu = cpu_now();
  const Outcome outcome = work.run();
  const double used = cpu_now() - cpu;
  const long rss = peak_rss_kb();
  std::printf("RESULT what=%s count=%llu setup_s=%.3f wall_s=%.3f cpu_s=%.3f rate=%.0f rss_kb=%ld checksum=%016llx",
              what.c_str(), static_cast<unsigned long long>(outcome.count), built - begun, wall_now() - built, used,
              used > 0 ? static_cast<double>(outcome.count) / used : 0.0, rss,
              static_cast<unsigned long long>(outcome.checksum));
  if (nodes != 0) std::printf(" node_bytes=%ld", (rss - rss_before) * 1024 / static_cast<long>(nodes));
  std::printf("\n");
}

template <class Work, class... Parts>
void measure(const std::string& what, Parts&&... parts) {
  measure_nodes<Work>(what, 0, std::forward<Parts>(parts)...);
}

}  // namespace fleetsim::peer
