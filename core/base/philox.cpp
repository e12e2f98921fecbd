#include "core/base/philox.h"

#include <Random123/philox.h>

namespace fleetsim::core {

std::array<std::uint32_t, 4> philox_block(const std::array<std::uint32_t, 4>& counter,
                                        const std::array<std::uint32_t, 2>& key) {
  const r123::Philox4x32::ctr_type c = {{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32::key_type k = {{key[0], key[1]}};
  const r123::Philox4x32::ctr_type block = r123::Philox4x32{}(c, k);
  return {block[0], block[1], block[2], block[3]};
}

}  // namespace fleetsim::core
