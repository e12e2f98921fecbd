#pragma once

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// A symbol in messages and hashes: flag qualified, blob namespace (only if 1), blob name (FORMAT.md).
void write_symbol(ByteWriter& out, const Symbol& symbol);
/// Fails (ByteReader) on a flag that is neither.
Symbol read_symbol(ByteReader& in);

}  // namespace fleetsim::core
