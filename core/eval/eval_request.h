#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/time.h"
#include "core/eval/capability.h"
#include "core/value/expr.h"

namespace fleetsim::core {

enum class Consistency : std::uint8_t { local_only, local_first, remote_only };
enum class EvalMode : std::uint8_t { eval, logic };
inline constexpr std::uint8_t kConsistencies = 3;
inline constexpr std::uint8_t kEvalModes = 2;

/// `local-only`, `local-first`, `remote-only`; `eval`, `logic`.
const char* to_string(Consistency consistency);
const char* to_string(EvalMode mode);

/// How long a reply may be kept: for ever by default; not at all (it differs each time, or has effects); for a while.
struct Cacheable {
  enum class Kind : std::uint8_t { always, never, bounded };
  Kind kind = Kind::always;
  Duration keep;  ///< bounded; > 0

  friend bool operator==(const Cacheable&, const Cacheable&) = default;
};

/// What is asked of the fabric. `deadline`, `result_shape` and `cacheable` do not take part in its ContentKey.
struct EvalRequest {
  Expr expr;
  std::optional<Expr> result_shape;
  /// In the order given; repeats are kept (and change the key).
  std::vector<CapabilityName> required_capabilities;
  /// Relative to the instant at which the request is made.
  std::optional<Duration> deadline;
  Consistency consistency = Consistency::local_first;
  EvalMode mode = EvalMode::eval;
  std::optional<std::uint64_t> answer_limit;
  std::optional<std::uint64_t> stream_buffer;
  bool stream = false;
  bool trace = false;
  Cacheable cacheable{};

  friend bool operator==(const EvalRequest&, const EvalRequest&) = default;
};

using SharedRequest = std::shared_ptr<const EvalRequest>;

}  // namespace fleetsim::core
