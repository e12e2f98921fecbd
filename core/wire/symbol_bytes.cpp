#include "core/wire/symbol_bytes.h"

#include <string>

namespace fleetsim::core {

void write_symbol(ByteWriter& out, const Symbol& symbol) {
  out.u8(symbol.ns ? 1 : 0);
  if (symbol.ns) out.blob(*symbol.ns);
  out.blob(symbol.name);
}

Symbol read_symbol(ByteReader& in) {
  Symbol symbol;
  const std::uint8_t qualified = in.u8();
  if (qualified > 1) in.fail();
  if (qualified == 1) symbol.ns = std::string(as_text(in.blob()));
  symbol.name = std::string(as_text(in.blob()));
  return symbol;
}

}  // namespace fleetsim::core
