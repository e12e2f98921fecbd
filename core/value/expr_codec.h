#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Limits on decoding bytes of unknown origin; passing one is a codec error with code limit_exceeded.
struct DecodeLimits {
  std::uint64_t input_bytes_max = 8'388'608;
  std::uint32_t nodes_max = 200'000;
  std::uint32_t depth_max = 512;
  std::uint32_t string_bytes_max = 262'144;
  std::uint32_t blob_bytes_max = 8'388'608;
  std::uint32_t collection_items_max = 65'536;
};

/// The binary codec `codec/binary` (magic SLB8; contract: data-model §21a). Deterministic: maps and sets are
/// written in canonical order, tables sorted. Error: limit_exceeded above kDepthMax.
Result<Bytes> encode_expr(const Expr& expr);

/// Strict, as befits a trust boundary: refuses unknown versions and flags, padded varuints, trailing bytes,
/// indexes out of their table, unsorted or duplicated tables, and maps or sets that are not in canonical
/// order. Errors: codec errors of `codec/binary`. Never crashes, never allocates more than a small multiple
/// of the input.
Result<Expr> decode_expr(ByteView bytes, const DecodeLimits& limits = {});

}  // namespace fleetsim::core
