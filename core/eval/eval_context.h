#pragma once

#include <span>

#include "core/eval/capability.h"

namespace fleetsim::core {

/// On whose behalf something is evaluated: what the host has granted. A fresh context denies everything.
class EvalContext {
 public:
  EvalContext() = default;
  explicit EvalContext(CapabilitySet granted) : granted_(std::move(granted)) {}
  /// A host's own authority: nothing is denied.
  static EvalContext with_every_capability();

  /// Only for hosts and tests: granting is not the business of what runs inside.
  void grant(CapabilityName capability) { granted_.insert(std::move(capability)); }

  bool has(const CapabilityName& capability) const { return every_ || granted_.contains(capability); }
  /// Error: capability_denied, naming it.
  Result<void> require(const CapabilityName& capability) const;
  /// Error: capability_denied, naming the first missing one in the order given.
  Result<void> require_all(std::span<const CapabilityName> capabilities) const;

  friend bool operator==(const EvalContext&, const EvalContext&) = default;

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(granted_, every_);
  }

 private:
  CapabilitySet granted_;
  bool every_ = false;
};

}  // namespace fleetsim::core
