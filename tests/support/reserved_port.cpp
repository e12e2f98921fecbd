#include "tests/support/reserved_port.h"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleetsim::tests {

ReservedPort::ReservedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* address = reinterpret_cast<sockaddr*>(&place);
  if (::bind(socket_, address, size) != 0 || ::getsockname(socket_, address, &size) != 0)
    throw std::runtime_error("no port is free");
  port_ = ntohs(place.sin_port);
}

ReservedPort::~ReservedPort() {
  ::close(socket_);
}

std::string ReservedPort::text() const {
  return "127.0.0.1:" + std::to_string(port_);
}

}  // namespace fleetsim::tests
