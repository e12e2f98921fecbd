#include "core/host/frame_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleetsim::core {
namespace {

Error broken(const char* operation, int code) {
  return Error::host(fmt::format("cannot {}: {}", operation, std::system_category().message(code)),
                     ErrorCode::unreachable);
}

Instant now() {
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(
              std::chrono::steady_clock::now().time_since_epoch())
              .count()};
}

}  // namespace

Result<FrameSocket> FrameSocket::connect(const Address& to) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int failed = ::getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &hints, &found);
      failed != 0)
    return Error::host(fmt::format("{}: {}", to.text(), ::gai_strerror(failed)), ErrorCode::unreachable);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> places(found, &::freeaddrinfo);
  int last = 0;
  for (const addrinfo* place = places.get(); place != nullptr; place = place->ai_next) {
    FrameSocket socket(::socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.descriptor_, place->ai_addr, place->ai_addrlen) == 0) return socket;
    last = errno;
  }
  return Error::host(fmt::format("{}: {}", to.text(), std::system_category().message(last)),
                     ErrorCode::unreachable);
}

FrameSocket::~FrameSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FrameSocket::FrameSocket(FrameSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), bytes_(std::move(other.bytes_)) {}

Result<void> FrameSocket::send(const ServerFrame& frame, const FrameRules& rules) {
  const Result<Bytes> bytes = encode_frame(frame, rules);
  if (!bytes) return bytes.error();
  for (ByteView rest(*bytes); !rest.empty();) {
    const ssize_t put = ::send(descriptor_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return broken("send", errno);
    rest = rest.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

Result<bool> FrameSocket::fill(std::size_t size, std::optional<Instant> until) {
  std::array<std::uint8_t, 16 * 1024> part;
  while (bytes_.size() < size) {
    int patience_ms = -1;
    // Rounded up, so that it is over only when it is over.
    if (until)
      patience_ms =
          static_cast<int>(std::clamp<std::int64_t>((*until - now()).ns / 1'000'000 + 1, 0, 3'600'000));
    pollfd ready{descriptor_, POLLIN, 0};
    const int polled = ::poll(&ready, 1, patience_ms);
    if (polled < 0 && errno == EINTR) continue;
    if (polled < 0) return broken("receive", errno);
    if (polled == 0) {
      if (now() < *until) continue;
      return Error::eval("no frame in time", ErrorCode::deadline_exceeded);
    }
    const ssize_t got = ::recv(descriptor_, part.data(), part.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return broken("receive", errno);
    if (got == 0) return false;
    bytes_.insert(bytes_.end(), part.begin(), part.begin() + got);
  }
  return true;
}

Result<std::optional<ServerFrame>> FrameSocket::receive(std::optional<Duration> patience,
                                                        const FrameRules& rules) {
  const std::optional<Instant> until = patience ? std::optional(now() + *patience) : std::nullopt;
  std::optional<std::size_t> size;
  for (std::size_t wanted = 1; !size || bytes_.size() < *size; wanted = size.value_or(bytes_.size() + 1)) {
    const Result<bool> filled = fill(wanted, until);
    if (!filled) return filled.error();
    if (!*filled && bytes_.empty()) return std::optional<ServerFrame>();
    if (!*filled) return Error::host("the connection ended within a frame", ErrorCode::unreachable);
    const Result<std::optional<std::size_t>> known = frame_bytes(bytes_);
    if (!known) return known.error();
    size = *known;
  }
  const Bytes whole(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(*size));
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(*size));
  Result<ServerFrame> frame = decode_frame(whole, rules);
  if (!frame) return frame.error();
  return std::optional(*std::move(frame));
}

// ---- listening

Result<FrameListener> FrameListener::open() {
  FrameListener listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* address = reinterpret_cast<sockaddr*>(&place);
  if (listener.descriptor_ < 0 || ::bind(listener.descriptor_, address, size) != 0 ||
      ::listen(listener.descriptor_, SOMAXCONN) != 0 ||
      ::getsockname(listener.descriptor_, address, &size) != 0)
    return broken("listen", errno);
  listener.port_ = ntohs(place.sin_port);
  return listener;
}

FrameListener::~FrameListener() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FrameListener::FrameListener(FrameListener&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), port_(other.port_) {}

Result<FrameSocket> FrameListener::accept() {
  for (;;) {
    const int taken = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    if (taken >= 0) return FrameSocket(taken);
    if (errno != EINTR && errno != ECONNABORTED) return broken("accept", errno);
  }
}

}  // namespace fleetsim::core
