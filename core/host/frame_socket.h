#pragma once

#include <memory>
#include <optional>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/frame/server_frame.h"
#include "core/frame/transport.h"
#include "core/host/address.h"

namespace fleetsim::core {

/// Server frames over one TCP connection (contract: data-model §20, "Transport bytes"), for whoever may wait.
/// One thread at a time.
class FrameSocket {
 public:
  /// Error: host/unreachable with the address and the system's reason.
  static Result<FrameSocket> connect(const Address& to);
  /// Takes over a connected descriptor.
  explicit FrameSocket(int descriptor) : descriptor_(descriptor) {}
  ~FrameSocket();
  FrameSocket(FrameSocket&& other) noexcept;
  FrameSocket& operator=(FrameSocket&&) = delete;

  /// Errors: host/unreachable when the other side has gone; those of encode_frame.
  Result<void> send(const ServerFrame& frame, const FrameRules& rules = {});
  /// The next frame; none when the other side has closed between two frames. Errors: eval/deadline_exceeded
  /// when it takes longer than `patience` (none: for ever); host/unreachable when the connection breaks;
  /// those of decode_frame.
  Result<std::optional<ServerFrame>> receive(std::optional<Duration> patience, const FrameRules& rules = {});

 private:
  // Reads until `bytes_` holds so many; false when the other side closed before.
  Result<bool> fill(std::size_t size, std::optional<Instant> until);

  int descriptor_;
  Bytes bytes_;
};

/// Listens on loopback, on a port that the system chooses. Closes with it.
class FrameListener {
 public:
  /// Error: host, with the system's reason.
  static Result<FrameListener> open();
  ~FrameListener();
  FrameListener(FrameListener&& other) noexcept;
  FrameListener& operator=(FrameListener&&) = delete;

  std::uint16_t port() const { return port_; }
  /// Waits for the next connection. Error: host, with the system's reason.
  Result<FrameSocket> accept();

 private:
  FrameListener(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}

  int descriptor_;
  std::uint16_t port_;
};

}  // namespace fleetsim::core
