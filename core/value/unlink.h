#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace fleetsim::core {

/// Trees no deeper than this are left to the compiler's own, recursive destruction.
inline constexpr std::uint32_t kRecursiveDestructionMax = 256;

/// Ends the life of a deep tree without recursion, so that 100,000 levels do not overflow the stack. For the
/// destructor of `Parts`, which has `children` (a vector of Node) and `depth`; `take` moves the parts out of
/// a Node.
///
/// Threads: a node is emptied only by its last owner. That owner sees a use count of one, nobody else can
/// reach the node to copy it, and the fence orders all earlier readers' accesses before the emptying.
template <class Parts, class Node, class Take>
void unlink(std::vector<Node>& children, Take take) {
  std::vector<std::shared_ptr<const Parts>> doomed;
  const auto adopt = [&](std::vector<Node>& nodes) {
    for (Node& node : nodes) {
      if (std::shared_ptr<const Parts> parts = take(node)) doomed.push_back(std::move(parts));
    }
    nodes.clear();
  };
  adopt(children);
  while (!doomed.empty()) {
    const std::shared_ptr<const Parts> last = std::move(doomed.back());
    doomed.pop_back();
    if (last->depth > kRecursiveDestructionMax && last.use_count() == 1) {
      std::atomic_thread_fence(std::memory_order_acquire);
      // Never a const object: the factories make it as plain Parts.
      adopt(const_cast<Parts&>(*last).children);
    }
  }
}

}  // namespace fleetsim::core
