#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/witness.h"

namespace fleetsim::sim {

/// A trace that was saved (`--trace FILE`). To be compared by text. Memory: 16 bytes an event.
class TraceWitness final : public Witness {
 public:
  /// Throws WitnessFailed, now or later, when the file cannot be read or is no trace.
  explicit TraceWitness(const std::string& path);

  Mark next() override;
  std::vector<Testimony> last_block() override { return block_; }
  std::vector<std::string> causes(std::uint64_t event) override;

  /// Whether a text begins as a trace does.
  static bool looks_like_one(std::string_view first_line);

 private:
  struct EventAt {
    std::uint64_t cause = 0;
    std::streamoff line = 0;  // where it stands in the file
  };

  std::string path_;
  std::ifstream file_;
  std::optional<std::string> ahead_;  // a line that was read and not taken yet
  std::streamoff ahead_at_ = 0;
  std::vector<EventAt> events_;
  std::uint64_t facts_ = 0;
  core::Hash128 state_{};
  std::vector<Testimony> block_;
};

}  // namespace fleetsim::sim
