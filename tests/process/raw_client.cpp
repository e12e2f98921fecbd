#include "tests/process/raw_client.h"

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleetsim::tests {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  place.sin_port = htons(port);
  connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
  const timeval patience{5, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

RawClient::~RawClient() {
  ::close(socket_);
}

bool RawClient::send(core::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

long RawClient::read_some(void* into, std::size_t size, Patience patience) {
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(patience.count())) <= 0) return -1;
  const ssize_t got = ::recv(socket_, into, size, 0);
  return got < 0 ? 0 : got;
}

std::optional<core::LinkFrame> RawClient::receive(Patience patience) {
  std::array<std::uint8_t, 4096> part;
  for (;;) {
    const auto frame = reader_.next();
    if (!frame) return std::nullopt;
    if (*frame) {
      core::Result<core::LinkFrame> read = core::decode_link_frame(**frame);
      return read ? std::optional(*std::move(read)) : std::nullopt;
    }
    const long got = read_some(part.data(), part.size(), patience);
    if (got <= 0) return std::nullopt;
    reader_.feed(core::ByteView(part).first(static_cast<std::size_t>(got)));
  }
}

std::string RawClient::receive_all(Patience patience) {
  std::string all;
  std::array<char, 4096> part;
  for (long got = 0; (got = read_some(part.data(), part.size(), patience)) > 0;)
    all.append(part.data(), static_cast<std::size_t>(got));
  return all;
}

bool RawClient::is_closed_within(Patience patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> part;
  while (std::chrono::steady_clock::now() < end)
    if (read_some(part.data(), part.size(), Patience(20)) == 0) return true;
  return false;
}

std::string http_get(std::uint16_t port, const std::string& path) {
  RawClient client(port);
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  if (!client.connected() || !client.send(core::as_bytes(request))) return {};
  const std::string response = client.receive_all();
  const std::size_t body = response.find("\r\n\r\n");
  if (!response.starts_with("HTTP/1.1 200") || body == std::string::npos) return {};
  return response.substr(body + 4);
}

}  // namespace fleetsim::tests
