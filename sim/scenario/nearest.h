#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::sim {

/// Edits between two texts: insertions, deletions, replacements and swaps of neighbours. Looks at the first
/// 64 bytes.
std::size_t edits(std::string_view a, std::string_view b);

/// Collects the candidate with the fewest edits from `wanted`, the first of equals; none beyond a third of
/// its length.
class Nearest {
 public:
  explicit Nearest(std::string_view wanted) : wanted_(wanted) {}

  void offer(std::string_view candidate);
  const std::optional<std::string>& best() const { return best_; }

 private:
  std::string_view wanted_;
  std::optional<std::string> best_;
  std::size_t fewest_ = 0;
};

/// `expected` with ` (did you mean "x"?)` behind it, where something is near enough.
std::string with_suggestion(std::string expected, const Nearest& nearest);

}  // namespace fleetsim::sim
