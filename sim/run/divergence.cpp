#include "sim/run/divergence.h"

#include <algorithm>

namespace fleetsim::sim {
namespace {

// A timer that sets itself again has a chain as long as the run: the near end tells what happened, the far
// end why.
std::vector<std::string> shortened(std::vector<std::string> chain) {
  constexpr std::ptrdiff_t near = 12;
  constexpr std::ptrdiff_t far = 2;
  const auto between = static_cast<std::ptrdiff_t>(chain.size()) - near - far;
  if (between <= 1) return chain;
  chain.erase(chain.begin() + near + 1, chain.end() - far);
  chain[near] = "(" + std::to_string(between) + " events between)";
  return chain;
}

Divergence::Side side_of(Witness& witness, const std::vector<Witness::Testimony>& block,
                         std::vector<Witness::Testimony>::const_iterator at) {
  if (at == block.end()) return {"(end of run)", {}};
  return {at->text, at->event == 0 ? std::vector<std::string>{} : shortened(witness.causes(at->event))};
}

}  // namespace

std::optional<Divergence> first_divergence(Witness& a, Witness& b) {
  std::uint64_t agreed = 0;  // facts
  while (true) {
    a.begin_next();
    b.begin_next();
    const Witness::Mark mark_a = a.next();
    const Witness::Mark mark_b = b.next();
    if (mark_a == mark_b) {
      if (mark_a.over) return std::nullopt;
      agreed = mark_a.facts;
      continue;
    }
    const std::vector<Witness::Testimony> block_a = a.last_block();
    const std::vector<Witness::Testimony> block_b = b.last_block();
    const auto [at_a, at_b] = std::ranges::mismatch(
        block_a, block_b, [](const auto& one, const auto& other) { return one.hash == other.hash; });
    return Divergence{agreed + static_cast<std::uint64_t>(at_a - block_a.begin()), side_of(a, block_a, at_a),
                      side_of(b, block_b, at_b)};
  }
}

}  // namespace fleetsim::sim
