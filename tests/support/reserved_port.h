#pragma once

#include <cstdint>
#include <string>

namespace fleetsim::tests {

/// A TCP port of the loopback interface, chosen by the operating system and kept for this test: whoever sets
/// SO_REUSEADDR can listen there, nobody is given it by chance.
class ReservedPort {
 public:
  ReservedPort();
  ~ReservedPort();
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  std::uint16_t port() const { return port_; }
  /// `127.0.0.1:PORT`.
  std::string text() const;

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

}  // namespace fleetsim::tests
