#pragma once

#include "sim/run/witness.h"

namespace fleetsim::sim {

/// Another witness, of which only the texts count: so that a run can be compared with a trace.
class ByText final : public Witness {
 public:
  /// `inner` must outlive it.
  explicit ByText(Witness& inner) : inner_(inner) {}

  void begin_next() override { inner_.begin_next(); }
  Mark next() override;
  std::vector<Testimony> last_block() override { return block_; }
  std::vector<std::string> causes(std::uint64_t event) override { return inner_.causes(event); }

 private:
  Witness& inner_;
  core::Hash128 state_{};
  std::vector<Testimony> block_;
};

/// What has been said so far and one more fact.
core::Hash128 hash_of_text(const core::Hash128& before, const std::string& text);

}  // namespace fleetsim::sim
