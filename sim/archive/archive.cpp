#include "sim/archive/archive.h"

namespace fleetsim::sim {

// 0: none. n: the nth that was written. One past those: another one, which follows.
void Saver::shared(const core::SharedBytes& bytes) {
  if (!bytes) return number(0);
  const auto [known, is_new] = known_.try_emplace(core::hash128(*bytes), known_.size() + 1);
  number(known->second);
  if (is_new) out_.blob(*bytes);
}

Loader::Shared* Loader::shared() {
  const std::uint64_t which = number();
  if (which == 0) return nullptr;
  require(which <= known_.size() + 1, "shared bytes that are not there");
  if (which == known_.size() + 1) {
    const core::ByteView fresh = bytes();
    known_.push_back({core::share(core::Bytes(fresh.begin(), fresh.end())), {}});
  }
  return &known_[static_cast<std::size_t>(which - 1)];
}

}  // namespace fleetsim::sim
