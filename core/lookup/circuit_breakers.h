#pragma once

#include <cstdint>
#include <map>

#include "core/base/node_id.h"
#include "core/base/time.h"
#include "core/lookup/lookup_options.h"

namespace fleetsim::core {

/// Which peers have not answered lately, and until when each is passed over. A plain value; one entry per
/// such peer. Source: M. Nygard, "Release It!", Circuit Breaker; exponential backoff without jitter, as asks
/// are not periodic.
class CircuitBreakers {
 public:
  explicit CircuitBreakers(const BreakerOptions& options) : options_(options) {}

  /// Whether the peer may be asked at `now`. After its time it is asked again; one more failure passes it
  /// over for longer.
  bool allows(NodeId peer, Instant now) const;
  /// It did not answer, or could not be reached.
  void failed(NodeId peer, Instant now);
  /// It gave a sign of life: an answer of any kind, or news.
  void heard(NodeId peer) { failing_.erase(peer); }

  std::size_t size() const { return failing_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(failing_);
  }

 private:
  struct Failing {
    std::uint32_t in_a_row = 0;
    Instant until;  // passed over before
  };

  BreakerOptions options_;
  std::map<NodeId, Failing> failing_;
};

}  // namespace fleetsim::core
