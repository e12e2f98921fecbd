#pragma once

#include <compare>
#include <string>
#include <variant>

#include "core/realize/handle_id.h"
#include "core/value/content_id.h"
#include "core/value/datum.h"
#include "core/value/expr.h"

namespace fleetsim::core {

/// A place in a space that is ordered by content.
struct Coordinate {
  Symbol space;
  ContentId ordinal;

  friend bool operator==(const Coordinate&, const Coordinate&) = default;
  friend std::strong_ordering operator<=>(const Coordinate&, const Coordinate&) = default;
};

/// What an event, a tick or a term points at. Ordered in this order of kinds; a handle never equals a
/// content.
using Ref = std::variant<Symbol, ContentId, HandleId, Coordinate>;

/// `symbol`, `content`, `handle`, `coord`.
const char* kind_name(const Ref& ref);
/// For messages: the symbol, `core/sha256-datum-v1:<hex>`, `handle:<decimal>`, `<space>@<content>`.
std::string to_text(const Ref& ref);

/// The form inside an envelope tick (contract: data-model §12): a symbol as itself; otherwise a map with
/// field `ref` = `stream/ref/content` + `algorithm`, `bytes`; `stream/ref/handle` + `id`; `stream/ref/coord`
/// + `space`, `ordinal`.
Expr expr_from_ref(const Ref& ref);
/// Errors: type_mismatch(`ref`, kind) for neither symbol nor map; those of the field readers; eval for an
/// unknown tag, an unknown field of content and coord (a handle's are open), content bytes that are not 32, a
/// handle id that is no 128-bit decimal.
Result<Ref> ref_from_expr(const Expr& expr);

/// The form in event and effect records: node `core/ref` with `kind` and its parts; handle ids are 16
/// big-endian octets, content ids nodes `core/content-id`.
Datum datum_from_ref(const Ref& ref);
Datum datum_from_content_id(const ContentId& id);

}  // namespace fleetsim::core
