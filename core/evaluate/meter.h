#pragma once

#include <cstdint>

#include "core/evaluate/evaluator.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Counts the steps and the memory of one evaluation and says when a limit is passed; from then on it always
/// says so.
///
/// Units: a step is one transition of the interpreter, one item that an operation touches, or one node of a
/// value that is walked; a byte is one of a fixed model of memory (below), not of an allocator, so that every
/// machine counts alike. What is built stays counted until the end, whether or not it is still needed: the
/// limit bounds all that an evaluation builds, and sharing never makes a count depend on the order in which
/// things are freed. Only what is on the interpreter's stack is given back.
class Meter {
 public:
  static constexpr std::uint64_t kNodeBytes =
      64;  ///< of any value that is built, beside its text and its children
  static constexpr std::uint64_t kChildBytes = 32;  ///< of one child
  static constexpr std::uint64_t kBindingBytes = 128;
  static constexpr std::uint64_t kFrameBytes = 128;  ///< of one thing left to do on the interpreter's stack

  explicit Meter(const EvaluateLimits& limits) : limits_(limits) {}

  /// Whether there is room for that much more.
  [[nodiscard]] bool step(std::uint64_t steps = 1);
  [[nodiscard]] bool take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes) { memory_bytes_ -= bytes; }

  /// Requires that step() or take() said no. The limit that was passed first.
  Error error() const;

  std::uint64_t steps() const { return steps_; }
  std::uint64_t memory_bytes_peak() const { return memory_bytes_peak_; }

  /// What one node takes without its children's own parts.
  static std::uint64_t bytes_of(const Expr& node);
  /// What looking at one node costs: a step, and one more for every 64 bytes of its text.
  static std::uint64_t steps_of(const Expr& node);

 private:
  enum class Passed : std::uint8_t { none, steps, memory };

  EvaluateLimits limits_;
  std::uint64_t steps_ = 0;
  std::uint64_t memory_bytes_ = 0;
  std::uint64_t memory_bytes_peak_ = 0;
  Passed passed_ = Passed::none;
};

}  // namespace fleetsim::core
