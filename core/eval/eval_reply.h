#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/value/expr.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

enum class Severity : std::uint8_t { error, warning, info, note };
inline constexpr std::uint8_t kSeverities = 4;

/// `error`, `warning`, `info`, `note`.
const char* to_string(Severity severity);

/// Something said about an evaluation beside its value.
struct Diagnostic {
  struct Span {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    friend bool operator==(const Span&, const Span&) = default;
  };

  Severity severity = Severity::info;
  std::string message;
  std::optional<std::string> source;
  std::optional<Span> span;
  std::optional<Symbol> code;
  std::vector<Diagnostic> related;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// The outcome of a successful evaluation. A plain value: what is kept and sent is its encoding (core/wire), so that
/// nobody can change a reply that others hold.
struct EvalReply {
  Expr value;
  std::vector<Diagnostic> diagnostics;
  std::optional<Expr> trace;

  friend bool operator==(const EvalReply&, const EvalReply&) = default;
};

/// A reply that is only a string value.
EvalReply text_reply(std::string text);

}  // namespace fleetsim::core
