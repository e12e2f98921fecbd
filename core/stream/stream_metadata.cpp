#include "core/stream/stream_metadata.h"

#include <fmt/format.h>

#include "core/value/field.h"

namespace fleetsim::core {

namespace {

Result<StreamMetadata> assemble(Symbol id, const Symbol& media_symbol, const Symbol& direction_symbol,
                                Symbol clock, const Expr& buffer_map) {
  Result<StreamMedia> media = parse_stream_media(media_symbol);
  if (!media) return media.error();
  Result<StreamDirection> direction = parse_stream_direction(direction_symbol);
  if (!direction) return direction.error();
  Result<BufferPolicy> buffer = BufferPolicy::from_expr(buffer_map);
  if (!buffer) return buffer.error();
  return StreamMetadata{std::move(id), *media, *direction, std::move(clock), *buffer};
}

Result<Symbol> read_id(const Expr& map, const StreamRules& rules) {
  const Expr* field = bare_field(map, "id");
  if (rules.id_as_symbol && field != nullptr && field->kind() == Expr::Kind::symbol) return field->symbol();
  Result<std::string> text = string_field(map, "id");
  if (!text) return text.error();
  return Symbol::unqualified(*std::move(text));
}

}  // namespace

Expr StreamMetadata::to_expr(const StreamRules& rules) const {
  return field_map({{"kind", Expr::symbol(Symbol::qualified("core", "stream"))},
                    {"id", rules.id_as_symbol ? Expr::symbol(id) : Expr::string(id.text())},
                    {"media", Expr::symbol(symbol(media))},
                    {"direction", Expr::symbol(symbol(direction))},
                    {"clock", Expr::symbol(clock)},
                    {"buffer", buffer.to_expr()}});
}

Result<StreamMetadata> StreamMetadata::from_expr(const Expr& expr, const StreamRules& rules) {
  if (expr.kind() != Expr::Kind::map) return Error::type_mismatch("stream metadata map", expr.kind_name());
  Result<Symbol> id = read_id(expr, rules);
  if (!id) return id.error();
  Result<Symbol> media = symbol_field(expr, "media");
  if (!media) return media.error();
  Result<Symbol> direction = symbol_field(expr, "direction");
  if (!direction) return direction.error();
  Result<Symbol> clock = symbol_field(expr, "clock");
  if (!clock) return clock.error();
  Result<Expr> buffer = any_field(expr, "buffer");
  if (!buffer) return buffer.error();
  return assemble(*std::move(id), *media, *direction, *std::move(clock), *buffer);
}

std::vector<Expr> StreamMetadata::to_arguments() const {
  return {Expr::symbol(id), Expr::symbol(symbol(media)), Expr::symbol(symbol(direction)), Expr::symbol(clock),
          buffer.to_expr()};
}

Result<StreamMetadata> StreamMetadata::from_arguments(std::span<const Expr> arguments) {
  if (arguments.size() != 5)
    return Error::eval(fmt::format("stream metadata takes 5 arguments, found {}", arguments.size()));
  for (const Expr& argument : arguments.first(4))
    if (argument.kind() != Expr::Kind::symbol)
      return Error::type_mismatch("symbol field", argument.kind_name());
  return assemble(arguments[0].symbol(), arguments[1].symbol(), arguments[2].symbol(), arguments[3].symbol(),
                  arguments[4]);
}

}  // namespace fleetsim::core
