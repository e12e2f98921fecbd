#pragma once

#include <atomic>
#include <cstdint>

#include "core/eval/eval_fabric.h"

namespace fleetsim::core {

/// Of the link that a relay stands for.
/// Contract row 15.
enum class RelayStatus : std::uint8_t { connected, reconnecting, disconnected };

/// A gate in front of an inner fabric: connectivity first, then capabilities, then exactly one forward. No
/// cache, no retry, no rewriting.
///
/// Every change of the status begins a new epoch of the connection. An attempt whose epoch ends while the
/// inner fabric is at work has an unknown outcome: the far side may have done it or not, and whatever the
/// inner says came over a link that is gone. Nothing is retried here; a caller may ask again, and a far side
/// that keeps replies by content key (LedgeredRelayFabric) does the work once all the same. Threads: all
/// members may be called at any time, also while others realize.
///
/// Contract row 11.
class RelayFabric final : public EvalFabric {
 public:
  RelayFabric(EvalFabricRef inner, CapabilitySet allowed)
      : inner_(std::move(inner)), allowed_(std::move(allowed)) {}

  RelayStatus status() const { return status_of(state_); }
  /// Counts the changes of the status; a reconnect of a connected relay is one too.
  std::uint64_t epoch() const { return state_ / kStatuses; }
  bool allows(const CapabilityName& capability) const { return allowed_.contains(capability); }

  /// From any state, at any time.
  void disconnect() { change_to(RelayStatus::disconnected); }
  void begin_reconnect() { change_to(RelayStatus::reconnecting); }
  void reconnect() { change_to(RelayStatus::connected); }
  /// How often one of these three found the relay in that state already: legal, and a sign that somebody is
  /// confused.
  std::uint64_t idle_changes() const { return idle_changes_; }

  /// Errors: eval/relay_down; capability_denied for the first declared capability that is not allowed;
  /// eval/unknown_outcome when the status changed meanwhile; the inner's.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  static constexpr std::uint64_t kStatuses = 3;

  static RelayStatus status_of(std::uint64_t state) { return static_cast<RelayStatus>(state % kStatuses); }
  void change_to(RelayStatus status);

  EvalFabricRef inner_;
  CapabilitySet allowed_;
  std::atomic<std::uint64_t> state_{
      0};  // epoch * kStatuses + status: one word, so that no reader sees half a change
  std::atomic<std::uint64_t> idle_changes_{0};
};

}  // namespace fleetsim::core
