#include "core/reconcile/coded_symbol.h"

#include "core/reconcile/zig_zag.h"

namespace fleetsim::core {

void write(ByteWriter& out, const CodedSymbol& symbol) {
  out.u64_le(symbol.sum);
  out.u64_le(symbol.check);
  out.varuint(zig_zag(symbol.count));
}

CodedSymbol read_coded_symbol(ByteReader& in) {
  CodedSymbol symbol;
  symbol.sum = in.u64_le();
  symbol.check = in.u64_le();
  symbol.count = zag_zig(in.varuint());
  return in.ok() ? symbol : CodedSymbol{};
}

}  // namespace fleetsim::core
