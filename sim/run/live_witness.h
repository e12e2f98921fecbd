#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/run/live_run.h"
#include "sim/run/trace.h"
#include "sim/run/witness.h"

namespace fleetsim::sim {

/// A run of this process, watched closely: it keeps the facts of the last block, and a note of each event.
class LiveWitness final : public Witness {
 public:
  /// Notes of older events are forgotten.
  static constexpr std::size_t kNotesMax = 8'000'000;
  /// Called before each event; may let something else happen first, and says whether it has. This is how
  /// tests plant what must not be.
  using Disturb = std::function<bool(LiveRun& run)>;

  /// `trace` gets a line for each event and each fact.
  LiveWitness(std::shared_ptr<const Scenario> scenario, std::uint64_t seed, core::Instant end,
              TraceLine trace = {}, Disturb disturb = {});

  Mark next() override;
  std::vector<Testimony> last_block() override;
  std::vector<std::string> causes(std::uint64_t event) override;

  const LiveRun& run() const { return run_; }

 private:
  struct Witnessed {
    std::uint64_t event;
    Fact fact;
  };
  struct Note {
    core::Instant at;
    std::uint64_t cause;
    EventNote what;
  };

  void take_facts(std::uint64_t event);

  LiveRun run_;
  core::Instant end_;
  TraceLine trace_;
  Disturb disturb_;
  std::uint64_t marked_ = 0;      // facts up to the end of the last block
  std::vector<Witnessed> facts_;  // of the last block
  std::deque<Note> notes_;        // of the latest events
};

}  // namespace fleetsim::sim
