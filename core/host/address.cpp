#include "core/host/address.h"

#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

namespace fleetsim::core {
namespace {

// What stands in brackets, or before the last colon.
std::string_view host_of(std::string_view text, std::size_t colon) {
  std::string_view host = text.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  // Without brackets nobody can tell where a version 6 address ends.
  return host.find_first_of(":[]") == std::string_view::npos ? host : std::string_view();
}

}  // namespace

std::string Address::text() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

Result<Address> parse_address(std::string_view text) {
  const Error wrong =
      Error::host(fmt::format("\"{}\" is no address, expected HOST:PORT, e.g. 127.0.0.1:7101", text));
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  const std::string_view host = host_of(text, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.empty() || host.find_first_of(" \t\n/") != std::string_view::npos || digits.empty()) return wrong;
  Address address{std::string(host), 0};
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (failed != std::errc() || end != digits.data() + digits.size()) return wrong;
  return address;
}

bool is_loopback(const Address& address) {
  in_addr v4{};
  if (::inet_pton(AF_INET, address.host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  return address.host == "::1" || address.host == "localhost";
}

}  // namespace fleetsim::core
