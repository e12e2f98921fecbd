#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/checksum.h"

namespace fleetsim::sim {

/// A run that tells block by block what happens in it, so that it can be compared with another.
class Witness {
 public:
  virtual ~Witness() = default;

  /// What the run has come to.
  struct Mark {
    core::Hash128 state{};    ///< of the fingerprint
    std::uint64_t facts = 0;  ///< so far
    bool over = false;

    friend bool operator==(const Mark&, const Mark&) = default;
  };
  /// A fact, and the event in which it came; 0: the boot, or the end.
  struct Testimony {
    std::uint64_t event = 0;
    core::Hash128 hash{};  ///< of the fact's bytes
    std::string text;
  };

  /// Says that next() will be called, so that both runs of a comparison can go on at the same time.
  virtual void begin_next() {}
  /// Goes on by about one block of facts, or to the end of the run; not to be called after that.
  virtual Mark next() = 0;
  /// What came with the last next(), in order.
  virtual std::vector<Testimony> last_block() = 0;
  /// The event and what led to it, back to what nothing led to; one line each.
  virtual std::vector<std::string> causes(std::uint64_t event) = 0;
};

}  // namespace fleetsim::sim
