#pragma once

#include <atomic>
#include <cstdint>

#include "core/eval/eval_fabric.h"

namespace fleetsim::core {

/// Of the link that a relay stands for.
/// Contract row 15.
enum class RelayStatus : std::uint8_t { connected, reconnecting, disconnected };

/// A gate in front of an inner fabric: connectivity first, then capabilities, then exactly one forward. No
/// cache, no retry, no rewriting. Thread-safe.
///
/// Contract row 11.
class RelayFabric final : public EvalFabric {
 public:
  RelayFabric(EvalFabricRef inner, CapabilitySet allowed)
      : inner_(std::move(inner)), allowed_(std::move(allowed)) {}

  RelayStatus status() const { return status_; }
  bool allows(const CapabilityName& capability) const { return allowed_.contains(capability); }

  /// From any state, at any time.
  void disconnect() { status_ = RelayStatus::disconnected; }
  void begin_reconnect() { status_ = RelayStatus::reconnecting; }
  void reconnect() { status_ = RelayStatus::connected; }

  /// Errors: eval/relay_down; capability_denied for the first declared capability that is not allowed; the
  /// inner's.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  EvalFabricRef inner_;
  CapabilitySet allowed_;
  std::atomic<RelayStatus> status_ = RelayStatus::connected;
};

}  // namespace fleetsim::core
