#pragma once

#include <stdexcept>

namespace fleetsim::sim {

/// A side of a comparison cannot tell: a file is no trace, a program does not answer. The text says which and
/// why.
class WitnessFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fleetsim::sim
