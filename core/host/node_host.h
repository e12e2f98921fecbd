#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/env/directory.h"
#include "core/env/observation.h"
#include "core/host/link_events.h"
#include "core/host/node_config.h"

namespace fleetsim::core {

class FactTable;

/// What is needed to write down what a node says.
struct HostNames {
  const Directory& directory;
  const FactTable& facts;
};

/// What a node tells whoever watches it, in the order in which it happens.
struct HostWatch {
  std::function<void(Instant at, const Observation& fact, const HostNames& names)> observed;
  std::function<void(Instant at, const LinkFact& fact)> link;
  /// It lives: where it listens, and its admin port when it has one.
  std::function<void(Instant at, std::uint32_t incarnation, const Address& listen,
                     const std::optional<Address>& admin)>
      started;
  std::function<void(Instant at)> stopped;
};

/// One node on this machine: the `Node` of the simulator, its effects carried out over sockets, a file and
/// the system's clock, one loop, one thread (and those of the disk and of computations).
class NodeHost {
 public:
  NodeHost(const NodeConfig& config, HostWatch watch);
  ~NodeHost();
  NodeHost(const NodeHost&) = delete;
  NodeHost& operator=(const NodeHost&) = delete;

  /// Begins the life. Errors, with file or address: of the certificates, the data directory and the
  /// network; and for plain text beyond this machine that the configuration does not allow.
  Result<void> start();
  /// Lives until `stop`, or until SIGTERM or SIGINT when `with_signals`. Then takes no more requests, gives
  /// those under way up to two seconds, writes what waits, syncs the log, and returns.
  void run(bool with_signals);
  /// From any thread.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace fleetsim::core
