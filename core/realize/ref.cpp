#include "core/realize/ref.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

Symbol bare(const char* name) {
  return Symbol::unqualified(name);
}

Symbol tag(const char* kind) {
  return Symbol::qualified("stream/ref", kind);
}

std::string content_text(const ContentId& id) {
  return id.algorithm.text() + ":" + to_hex(id.digest);
}

Expr content_expr(const ContentId& id) {
  return field_map({{"ref", Expr::symbol(tag("content"))},
                    {"algorithm", Expr::symbol(id.algorithm)},
                    {"bytes", Expr::bytes(Bytes(id.digest.begin(), id.digest.end()))}});
}

Result<ContentId> read_content(const Expr& map) {
  if (Result<void> closed = check_closed(map, {"ref", "algorithm", "bytes"}, "content ref"); !closed)
    return closed.error();
  Result<Symbol> algorithm = symbol_field(map, "algorithm");
  if (!algorithm) return algorithm.error();
  Result<Expr> bytes = any_field(map, "bytes");
  if (!bytes) return bytes.error();
  if (bytes->kind() != Expr::Kind::bytes) return Error::type_mismatch("bytes field", bytes->kind_name());
  ContentId id{*algorithm, {}};
  if (bytes->bytes().size() != id.digest.size())
    return Error::eval(
        fmt::format("content ref bytes must be exactly 32 octets, found {}", bytes->bytes().size()));
  std::copy(bytes->bytes().begin(), bytes->bytes().end(), id.digest.begin());
  return id;
}

Result<HandleId> read_handle(const Expr& map) {
  Result<std::string> text = string_field(map, "id");
  if (!text) return text.error();
  const std::optional<HandleId> id = handle_from_decimal(*text);
  if (!id) return Error::eval("handle ref id is no 128-bit decimal number");
  return *id;
}

Result<Coordinate> read_coordinate(const Expr& map) {
  if (Result<void> closed = check_closed(map, {"ref", "space", "ordinal"}, "coord ref"); !closed)
    return closed.error();
  Result<Symbol> space = symbol_field(map, "space");
  if (!space) return space.error();
  Result<Expr> ordinal = any_field(map, "ordinal");
  if (!ordinal) return ordinal.error();
  if (ordinal->kind() != Expr::Kind::map)
    return Error::type_mismatch("content ref map", ordinal->kind_name());
  Result<Symbol> ordinal_tag = symbol_field(*ordinal, "ref");
  if (!ordinal_tag) return ordinal_tag.error();
  if (*ordinal_tag != tag("content"))
    return Error::eval("coord ref ordinal must be a content ref, found " + ordinal_tag->text());
  Result<ContentId> id = read_content(*ordinal);
  if (!id) return id.error();
  return Coordinate{*space, *id};
}

template <class T>
Result<Ref> as_ref(Result<T> part) {
  if (!part) return part.error();
  return Ref(*std::move(part));
}

}  // namespace

const char* kind_name(const Ref& ref) {
  constexpr const char* kNames[] = {"symbol", "content", "handle", "coord"};
  return kNames[ref.index()];
}

std::string to_text(const Ref& ref) {
  if (const auto* symbol = std::get_if<Symbol>(&ref)) return symbol->text();
  if (const auto* content = std::get_if<ContentId>(&ref)) return content_text(*content);
  if (const auto* handle = std::get_if<HandleId>(&ref)) return "handle:" + to_decimal(*handle);
  const Coordinate& coordinate = std::get<Coordinate>(ref);
  return coordinate.space.text() + "@" + content_text(coordinate.ordinal);
}

Expr expr_from_ref(const Ref& ref) {
  if (const auto* symbol = std::get_if<Symbol>(&ref)) return Expr::symbol(*symbol);
  if (const auto* content = std::get_if<ContentId>(&ref)) return content_expr(*content);
  if (const auto* handle = std::get_if<HandleId>(&ref))
    return field_map({{"ref", Expr::symbol(tag("handle"))}, {"id", Expr::string(to_decimal(*handle))}});
  const Coordinate& coordinate = std::get<Coordinate>(ref);
  return field_map({{"ref", Expr::symbol(tag("coord"))},
                    {"space", Expr::symbol(coordinate.space)},
                    {"ordinal", content_expr(coordinate.ordinal)}});
}

Result<Ref> ref_from_expr(const Expr& expr) {
  if (expr.kind() == Expr::Kind::symbol) return Ref(expr.symbol());
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("ref", expr.kind_name());
  Result<Symbol> kind = symbol_field(expr, "ref");
  if (!kind) return kind.error();
  if (*kind == tag("content")) return as_ref(read_content(expr));
  if (*kind == tag("handle")) return as_ref(read_handle(expr));
  if (*kind == tag("coord")) return as_ref(read_coordinate(expr));
  return Error::eval("unknown ref kind " + kind->text());
}

Datum datum_from_content_id(const ContentId& id) {
  return Datum::node(Symbol::qualified("core", "content-id"),
                     {{bare("algorithm"), Datum::symbol(id.algorithm)},
                      {bare("bytes"), Datum::bytes(Bytes(id.digest.begin(), id.digest.end()))}});
}

Datum datum_from_ref(const Ref& ref) {
  std::vector<Datum::Field> fields;
  fields.emplace_back(bare("kind"), Datum::symbol(Symbol::qualified("core", kind_name(ref))));
  if (const auto* symbol = std::get_if<Symbol>(&ref)) {
    fields.emplace_back(bare("symbol"), Datum::symbol(*symbol));
  } else if (const auto* content = std::get_if<ContentId>(&ref)) {
    fields.emplace_back(bare("content"), datum_from_content_id(*content));
  } else if (const auto* handle = std::get_if<HandleId>(&ref)) {
    Bytes octets;
    for (const std::uint64_t half : {handle->seed, handle->serial})
      for (int shift = 56; shift >= 0; shift -= 8) octets.push_back(static_cast<std::uint8_t>(half >> shift));
    fields.emplace_back(bare("id"), Datum::bytes(std::move(octets)));
  } else {
    const Coordinate& coordinate = std::get<Coordinate>(ref);
    fields.emplace_back(bare("space"), Datum::symbol(coordinate.space));
    fields.emplace_back(bare("ordinal"), datum_from_content_id(coordinate.ordinal));
  }
  return Datum::node(Symbol::qualified("core", "ref"), std::move(fields));
}

}  // namespace fleetsim::core
