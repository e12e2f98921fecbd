#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/node_id.h"
#include "sim/host/host.h"

namespace fleetsim::sim {

/// The machines of a part of a world, by node. Copies of a table share every machine until one of them changes it, so
/// that a copy costs a pointer a machine, and a branch pays for the machines that it touches. Threads: copies
/// may be used on different threads.
class HostTable {
 public:
  /// With places for so many, all of them empty.
  explicit HostTable(std::size_t hosts = 0) : hosts_(hosts) {}
  void put(core::NodeId node, Host host) { hosts_[node] = std::make_shared<Host>(std::move(host)); }
  bool has(core::NodeId node) const { return hosts_[node] != nullptr; }

  std::size_t size() const { return hosts_.size(); }
  const Host& operator[](core::NodeId node) const { return *hosts_[node]; }

  /// This table's own, to be changed.
  Host& own(core::NodeId node) {
    std::shared_ptr<Host>& host = hosts_[node];
    if (host.use_count() > 1)
      host = std::make_shared<Host>(*host);
    else
      // Whoever shared it is done with reading it before it is written to here.
      std::atomic_thread_fence(std::memory_order_acquire);
    return *host;
  }
  /// Machines that both keep in one place, for whoever wants to know what a branch has cost.
  std::size_t shared_with(const HostTable& other) const {
    std::size_t shared = 0;
    for (std::size_t i = 0; i < hosts_.size(); ++i) shared += hosts_[i] == other.hosts_[i] ? 1U : 0U;
    return shared;
  }

  /// The state of each, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    for (core::NodeId node = 0; node < hosts_.size(); ++node) {
      if (!has(node)) continue;
      if constexpr (Archive::kLoading)
        archive(own(node));
      else
        archive(*hosts_[node]);
    }
  }

 private:
  std::vector<std::shared_ptr<Host>> hosts_;
};

}  // namespace fleetsim::sim
