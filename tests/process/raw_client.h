#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/wire/link_frame.h"
#include "core/wire/link_frame_reader.h"

namespace fleetsim::tests {

/// A TCP connection to loopback that says whatever the test wants, whether it makes sense or not.
class RawClient {
 public:
  using Patience = std::chrono::milliseconds;

  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  /// False once the other side has closed, or does not read for five seconds.
  bool send(core::ByteView bytes);
  bool send(const core::LinkFrame& frame) { return send(core::encode_link_frame(frame)); }
  /// The next frame; none when the other side closed or nothing came in time.
  std::optional<core::LinkFrame> receive(Patience patience = Patience(20'000));
  /// Everything until the other side closes.
  std::string receive_all(Patience patience = Patience(20'000));
  /// Whether the other side closes within that time.
  bool is_closed_within(Patience patience);

 private:
  // Bytes that have arrived; 0: closed; -1: nothing in time.
  long read_some(void* into, std::size_t size, Patience patience);

  int socket_;
  bool connected_ = false;
  core::LinkFrameReader reader_{core::kLinkFrameBytesMax};
};

/// GET of a path of an admin port: the body, empty unless the status was 200.
std::string http_get(std::uint16_t port, const std::string& path);

}  // namespace fleetsim::tests
