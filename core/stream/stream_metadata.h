#pragma once

#include <span>
#include <vector>

#include "core/stream/buffer_policy.h"
#include "core/stream/stream_rules.h"

namespace fleetsim::core {

/// What a stream says about itself before its first item.
struct StreamMetadata {
  Symbol id;
  StreamMedia media;
  StreamDirection direction;
  /// Any symbol; envelopes need one that is a clock domain.
  Symbol clock;
  BufferPolicy buffer;

  /// Table map `kind` = `core/stream`, `id`, `media`, `direction`, `clock`, `buffer`.
  Expr to_expr(const StreamRules& rules = {}) const;
  /// `kind` is not checked, other fields are ignored. A text id becomes an unqualified symbol; a symbol is an
  /// id under the default rules only. Errors: type_mismatch(`stream metadata map`, kind), the field readers',
  /// the parsers'.
  static Result<StreamMetadata> from_expr(const Expr& expr, const StreamRules& rules = {});

  /// As the five arguments of a constructor: id (a symbol), media, direction, clock, buffer map.
  std::vector<Expr> to_arguments() const;
  /// Error: eval when there are not five; else as from_expr.
  static Result<StreamMetadata> from_arguments(std::span<const Expr> arguments);

  friend bool operator==(const StreamMetadata&, const StreamMetadata&) = default;
};

}  // namespace fleetsim::core
