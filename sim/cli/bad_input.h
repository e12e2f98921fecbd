#pragma once

#include <stdexcept>

namespace fleetsim::sim {

/// The command line, or a file that it names, is wrong. `main` prints the text and exits with 2.
class BadInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fleetsim::sim
