#pragma once

#include <cstdint>
#include <numeric>

#include "core/env/dice.h"

namespace fleetsim::core {

/// Goes through the positions 0 .. size - 1 in an order of its own, each once a pass, and each pass in another order. No
/// list of them: a pass is a start and a stride that has no divisor in common with the size (a linear congruence).
/// Who is probed in such an order is probed at least once in any 2 size - 1 steps (SWIM, section 4.3).
class ProbeOrder {
 public:
  /// The next position; size >= 1, the same every time.
  std::uint32_t next(std::uint32_t size, Dice& dice) {
    if (left_ == 0) begin_pass(size, dice);
    --left_;
    const std::uint32_t position = at_;
    at_ = static_cast<std::uint32_t>((std::uint64_t{at_} + stride_) % size);
    return position;
  }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(at_, stride_, left_);
  }

 private:
  void begin_pass(std::uint32_t size, Dice& dice) {
    left_ = size;
    at_ = static_cast<std::uint32_t>(dice.below(size));
    stride_ = static_cast<std::uint32_t>(1 + dice.below(size));
    while (std::gcd(stride_, size) != 1) stride_ = stride_ % size + 1;
  }

  std::uint32_t at_ = 0;
  std::uint32_t stride_ = 1;
  std::uint32_t left_ = 0;  // of this pass
};

}  // namespace fleetsim::core
