#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/time.h"
#include "core/wire/link_frame.h"

namespace fleetsim::core {

/// What one process spends on connections at most. Beyond a limit, the connection that wants more ends, and
/// no other.
struct LinkLimits {
  /// Accepted and open at a time; the next one is closed at once.
  std::size_t connections_max = 256;
  /// A frame of a peer, and of a client, without its length.
  std::size_t peer_frame_bytes_max = kLinkFrameBytesMax;
  std::size_t client_frame_bytes_max = 16 * 1024 * 1024;
  /// Frames that have arrived in part, over all accepted connections.
  std::size_t unread_bytes_max = 256 * 1024 * 1024;
  /// Waiting to be written to one connection; beyond it the oldest are dropped. One frame always fits.
  std::size_t send_queue_bytes_max = 64 * 1024 * 1024;
  std::size_t send_queue_frames_max = 4096;
  /// Requests of one client without an answer yet.
  std::size_t open_requests_max = 1024;

  /// From the connection to the end of both hellos.
  Duration handshake_timeout = seconds(5);
  /// From the first byte of a frame to its last, either way.
  Duration frame_timeout = seconds(30);
  /// A client that neither asks nor waits for anything.
  Duration client_idle_timeout = seconds(300);
  /// Between attempts to reach a peer: from the first to the second, doubled each time.
  Duration reconnect_min = milliseconds(50);
  Duration reconnect_max = seconds(2);

  friend bool operator==(const LinkLimits&, const LinkLimits&) = default;
};

}  // namespace fleetsim::core
