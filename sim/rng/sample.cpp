#include "sim/rng/sample.h"

#include <algorithm>
#include <unordered_set>

#include "core/base/check.h"

namespace fleetsim::sim {

std::vector<std::uint64_t> sample_without_replacement(std::uint64_t count, std::uint64_t population,
                                                      core::Dice& dice) {
  FLEET_CHECK(count <= population);
  std::vector<std::uint64_t> chosen;
  chosen.reserve(count);
  std::unordered_set<std::uint64_t> taken;  // look-ups only
  taken.reserve(count);
  for (std::uint64_t last = population - count; last < population; ++last) {
    const std::uint64_t drawn = dice.below(last + 1);
    // Who is taken already stands for `last`, which cannot be: it was out of reach until now.
    const std::uint64_t next = taken.contains(drawn) ? last : drawn;
    taken.insert(next);
    chosen.push_back(next);
  }
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace fleetsim::sim
