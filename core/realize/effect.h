#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/realize/cx.h"
#include "core/realize/op_key.h"

namespace fleetsim::core {

class EffectLedger;

/// Something to be done to the world outside: which operation, on what.
struct EffectRequest {
  OpKey op;
  Datum input = {};
  std::vector<CapabilityName> required_capabilities = {};

  friend bool operator==(const EffectRequest&, const EffectRequest&) = default;
};

/// What an effect is replayed by: the content id of node `effect/preimage` { `op`, `input` }. What it
/// requires of the caller is no part of it. Errors: those of canonical_bytes.
Result<ContentId> replay_key(const EffectRequest& request);

/// `requested`, then one of: `resolved` (performed, or replayed), `failed` (the performer's error), `aborted`
/// (denied before the performer ran).
enum class EffectStatus : std::uint8_t { requested, resolved, failed, aborted };
inline constexpr std::uint8_t kEffectStatuses = 4;
const char* to_string(EffectStatus status);

/// One effect, as the ledger remembers it.
struct EffectRecord {
  Ref effect;
  EffectRequest request;
  ContentId key;
  EffectStatus status = EffectStatus::requested;
  std::optional<Ref> result = {};
  /// The text of the error that aborted or failed it.
  std::optional<std::string> error = {};
};

using EffectPerformer = std::function<Result<Ref>(Cx&, const EffectRequest&)>;

/// Does what the request says, or finds that it was done before. In this order: the effect is recorded and
/// announced (event EffectRequested); its capabilities are required of the context, and a missing one aborts
/// it; a cassette result with its key is used as it is; else the performer runs, and its result becomes a
/// cassette result. Ends with event EffectResolved, or with none when it was aborted or failed. Errors:
/// replay_key's, nothing recorded; capability_denied; the performer's; the event ledger's.
Result<Ref> perform_effect(Cx& cx, EffectLedger& ledger, EffectRequest request,
                           const EffectPerformer& performer);

}  // namespace fleetsim::core
