#pragma once

#include <cstdint>
#include <optional>

#include "core/value/symbol.h"

namespace fleetsim::core {

/// The configured peers of one node, in configuration order. Two may have one name, one may be the node itself.
class PeerList {
 public:
  virtual ~PeerList() = default;
  virtual std::uint32_t size() const = 0;
  virtual const Symbol& name(std::uint32_t position) const = 0;
  /// Position of the first peer of that name.
  virtual std::optional<std::uint32_t> find(const Symbol& name) const = 0;
};

}  // namespace fleetsim::core
