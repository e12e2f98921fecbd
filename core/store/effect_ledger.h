#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/realize/handle_id.h"
#include "core/value/content_id.h"

namespace fleetsim::core {

/// The part of an effect ledger that cassettes use: which content ids have a result. A later result shadows
/// an earlier one. Results are handles, which mean nothing after the process has ended.
class EffectLedger {
 public:
  explicit EffectLedger(std::uint64_t seed = 0) : seed_(seed) {}

  HandleId fresh_handle() { return {seed_, ++serial_}; }
  void insert_cassette_result(const ContentId& id, HandleId handle) { results_.insert_or_assign(id, handle); }
  std::optional<HandleId> cassette_result(const ContentId& id) const {
    const auto found = results_.find(id);
    return found == results_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t serial_ = 0;
  std::map<ContentId, HandleId> results_;
};

}  // namespace fleetsim::core
