#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/evaluator.h"
#include "core/host/address.h"
#include "core/host/command_evaluator.h"
#include "core/host/link_limits.h"
#include "core/host/tls.h"
#include "core/node/fabric_options.h"

namespace fleetsim::core {

/// One real node as its configuration says: plain data.
struct NodeConfig {
  struct Peer {
    std::string name;
    std::optional<Address> address;  ///< none: it connects to us

    friend bool operator==(const Peer&, const Peer&) = default;
  };
  struct Compute {
    enum class Kind : std::uint8_t { echo, arithmetic, synthetic, command };
    Kind kind = Kind::echo;
    EvaluateLimits limits{};          ///< of arithmetic
    std::uint64_t reply_bytes = 100;  ///< of synthetic
    Duration service;                 ///< of synthetic: what a computation takes
    CommandOptions command{};
    std::uint32_t slots = 1;
    /// What requests may require; none: everything.
    std::optional<std::vector<std::string>> grants;

    friend bool operator==(const Compute&, const Compute&) = default;
  };

  std::string name;
  Address listen;
  std::optional<Address> admin;
  std::vector<Peer> peers;         ///< in the order in which they are asked
  std::vector<std::string> homes;  ///< the same list, in the same order, at every node
  std::string data;
  std::optional<TlsFiles> tls;
  bool allow_plaintext_beyond_loopback = false;
  std::optional<Compute> compute;
  std::vector<std::string> grants;  ///< what the requests of this node's clients may require
  std::string log = "-";            ///< where observations go; `-`: standard output
  FabricOptions fabric;
  LinkLimits limits;
};

}  // namespace fleetsim::core
