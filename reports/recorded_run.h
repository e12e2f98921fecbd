#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::reports {

/// What a JSON line says of how its run came about.
struct RecordedRun {
  std::string scenario;
  std::uint64_t seed = 0;
  std::string fingerprint;
  std::string replay;
};

/// Reads a line that write_json_line wrote; none: it is something else.
std::optional<RecordedRun> read_json_line(std::string_view line);

}  // namespace fleetsim::reports
