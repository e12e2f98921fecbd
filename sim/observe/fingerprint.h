#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/byte_writer.h"
#include "core/base/bytes.h"
#include "core/base/checksum.h"
#include "core/store/fact_table.h"
#include "sim/observe/fact.h"

namespace fleetsim::sim {

/// A rolling hash over every fact of a run, in order, with checkpoints by which two runs that differ are narrowed down
/// to the interval in which they first do. A plain value.
///
/// The state after a block of facts is XXH3-128(state before, encodings of the block's facts).
class Fingerprint {
 public:
  /// Facts in a block.
  static constexpr std::uint64_t kInterval = 4096;

  /// `table`: of what nodes learned.
  void add(const Fact& fact, const core::FactTable& table);
  /// Of everything added so far.
  core::Hash128 value() const { return block_.size() == 0 ? state_ : next_state(); }
  /// The same as 32 hex digits.
  std::string text() const { return core::to_hex(core::ByteView(value())); }

  std::uint64_t facts() const { return facts_; }
  /// The state after each full block.
  const std::vector<core::Hash128>& checkpoints() const { return checkpoints_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(state_, block_, facts_, checkpoints_);
  }

 private:
  core::Hash128 next_state() const;

  core::Hash128 state_{};
  core::ByteWriter block_;  // starts with the state
  std::uint64_t facts_ = 0;
  std::vector<core::Hash128> checkpoints_;
};

}  // namespace fleetsim::sim
