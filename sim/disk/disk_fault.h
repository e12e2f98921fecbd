#pragma once

#include <cstdint>
#include <variant>

#include "core/base/ratio.h"
#include "core/base/time.h"
#include "core/env/dice.h"

namespace fleetsim::sim {

// What can be wrong with a disk for a while. Each fault that draws has dice of its own, so that it moves
// nobody else's draws.

struct LyingDisk {};  ///< syncs are acknowledged and not done
struct FailingDisk {  ///< each append and each sync fails with that probability
  core::Ratio ratio;
  core::Dice dice;
};
struct FullDisk {  ///< the log has room for so many bytes
  std::uint64_t capacity = 0;
};
struct SlowDisk {  ///< appends and syncs take `factor` times as long, and `add` longer
  std::int64_t factor = 1;
  core::Duration add;
};
struct TearingDisk {  ///< a power cut leaves unsynced bytes by sectors, not in order
  core::Dice dice;
};
struct MisdirectingDisk {  ///< the next `left` synced appends land elsewhere
  std::uint64_t left = 0;
  core::Dice dice;
};

using DiskFault = std::variant<LyingDisk, FailingDisk, FullDisk, SlowDisk, TearingDisk, MisdirectingDisk>;

}  // namespace fleetsim::sim
