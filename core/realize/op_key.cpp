#include "core/realize/op_key.h"

namespace fleetsim::core {

Datum datum_from_op_key(const OpKey& key) {
  return Datum::node(Symbol::qualified("core", "op-key"),
                     {{Symbol::unqualified("namespace"), Datum::symbol(key.ns)},
                      {Symbol::unqualified("name"), Datum::symbol(key.name)},
                      {Symbol::unqualified("version"),
                       Datum::number({Symbol::qualified("core", "u16"), std::to_string(key.version)})}});
}

}  // namespace fleetsim::core
