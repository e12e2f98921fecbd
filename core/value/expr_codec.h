#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// Limits on decoding bytes of unknown origin; passing one is a codec error with code limit_exceeded.
struct DecodeLimits {
  std::uint64_t input_bytes_max = 8'388'608;
  std::uint32_t tokens_max = 1'000'000;  ///< in text: atoms, strings and brackets
  std::uint32_t nodes_max = 200'000;
  std::uint32_t depth_max = 512;
  std::uint32_t string_bytes_max = 262'144;
  std::uint32_t blob_bytes_max = 8'388'608;
  std::uint32_t collection_items_max = 65'536;
  std::uint32_t trivia_bytes_max = 16'384;  ///< in text: one run of blanks and comments between two tokens
};

/// What is accepted beside that which an encoder writes. Each refuses more than the one before it.
enum class DecodeRules : std::uint8_t {
  /// As the original reads: maps, sets and tables in any order, padded integers, tenth bytes with bits to
  /// spare (which are dropped), table entries that nothing uses, repeated keys and members.
  reference,
  /// What the encoder writes for the result, and nothing else. Repeated keys and members are part of an
  /// expression's identity, and are kept.
  canonical,
  /// That, and no key of a map and no member of a set twice: nothing that could not become content later.
  distinct,
};

/// The binary codec `codec/binary` (magic SLB8; contract: data-model §21a). Deterministic: maps and sets are
/// written in canonical order, tables sorted. Strings are written as they are, UTF-8 or not. Error:
/// limit_exceeded above kDepthMax.
Result<Bytes> encode_expr(const Expr& expr);

/// Always refuses unknown versions and flags, trailing bytes, indexes out of their table, and strings that
/// are not UTF-8. By default strict, as befits a trust boundary: padded varuints, unsorted or duplicated
/// tables, table entries that nothing uses, and maps or sets that are not in canonical order are refused too,
/// so that what it accepts is what encode_expr writes for its result. Errors: codec errors of `codec/binary`;
/// limit_exceeded for a limit passed (never above kDepthMax levels). Never crashes. Counts are believed only
/// as far as the remaining bytes and nodes_max can bear them out, so that memory stays within that of the
/// nodes really read, at most nodes_max of them.
Result<Expr> decode_expr(ByteView bytes, const DecodeLimits& limits = {},
                         DecodeRules rules = DecodeRules::canonical);

}  // namespace fleetsim::core
