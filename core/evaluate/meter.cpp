#include "core/evaluate/meter.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/check.h"

namespace fleetsim::core {
namespace {

std::uint64_t content_bytes(const Expr& node) {
  const Expr::Kind kind = node.kind();
  if (kind == Expr::Kind::string || kind == Expr::Kind::number) return node.text().size();
  return kind == Expr::Kind::bytes ? node.bytes().size() : 0;
}

}  // namespace

bool Meter::step(std::uint64_t steps) {
  if (passed_ != Passed::none) return false;
  if (steps > limits_.steps_max - steps_) {
    steps_ = limits_.steps_max;
    passed_ = Passed::steps;
    return false;
  }
  steps_ += steps;
  return true;
}

bool Meter::take(std::uint64_t bytes) {
  if (passed_ != Passed::none) return false;
  if (bytes > limits_.memory_bytes_max - memory_bytes_) {
    passed_ = Passed::memory;
    return false;
  }
  memory_bytes_ += bytes;
  memory_bytes_peak_ = std::max(memory_bytes_peak_, memory_bytes_);
  return true;
}

Error Meter::error() const {
  FLEET_CHECK(passed_ != Passed::none, "an error of a meter without one");
  if (passed_ == Passed::steps)
    return Error::eval(fmt::format("cpu-time: more than {} steps", limits_.steps_max),
                       ErrorCode::limit_exceeded);
  return Error::eval(fmt::format("memory: more than {} bytes", limits_.memory_bytes_max),
                     ErrorCode::limit_exceeded);
}

std::uint64_t Meter::bytes_of(const Expr& node) {
  return kNodeBytes + kChildBytes * node.children().size() + content_bytes(node);
}

std::uint64_t Meter::steps_of(const Expr& node) {
  return 1 + content_bytes(node) / 64;
}

}  // namespace fleetsim::core
