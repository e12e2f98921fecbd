#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace fleetsim::core {

/// Where something listens: a name or an IP address, and a TCP port.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  /// `127.0.0.1:7101`, `[::1]:7101`, `node-a.example:7101`.
  std::string text() const;

  friend bool operator==(const Address&, const Address&) = default;
};

/// Reads what `text()` writes. Port 0, where it makes sense, lets the operating system choose.
/// Error: host, with the text and what was expected.
Result<Address> parse_address(std::string_view text);

/// Whether it is an address of this machine alone: 127.0.0.0/8, ::1 or `localhost`.
bool is_loopback(const Address& address);

}  // namespace fleetsim::core
