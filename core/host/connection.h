#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/steady_timer.hpp>

#include "core/host/byte_stream.h"
#include "core/host/link_limits.h"
#include "core/wire/link_frame_reader.h"

namespace fleetsim::core {

/// Bytes that arrived and are not yet whole frames, over all connections that share it.
struct UnreadBytes {
  std::size_t bytes = 0;
};

/// Frames over one stream: reads them within bounds of size and time, writes them from a bounded queue. Knows
/// nothing of what they mean. Held by shared_ptr; lives on one loop. After `close` neither callback is called
/// again.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Events {
    /// The stream is ready (TLS is done): frames may be sent.
    std::function<void()> ready;
    /// A frame without its length.
    std::function<void(Bytes frame)> frame;
    /// The connection has ended, for that reason. Once.
    std::function<void(std::string why)> closed;
  };

  Connection(std::unique_ptr<ByteStream> stream, const LinkLimits& limits,
             std::shared_ptr<UnreadBytes> unread);
  ~Connection();

  /// The socket is connected: TLS, then reading. The far side has `handshake_timeout` until `established`.
  void start(bool accepted, Events events);
  /// The hellos are done: from here on frames of this size; `idle` none: it may be silent for ever.
  void established(std::size_t frame_bytes_max, std::optional<Duration> idle);
  /// While set, silence is not idleness.
  void set_waiting(bool waiting) { waiting_ = waiting; }

  /// Puts a frame (with its length) behind the queue. Returns how many older ones were dropped for it.
  std::size_t send(SharedBytes frame);
  /// Sends what waits, a refusal last, then closes; `closed` is called with the reason.
  void refuse(const std::string& reason);
  void close();

  bool is_open() const { return !closed_; }
  bool all_sent() const { return queue_.empty(); }
  ByteStream& stream() { return *stream_; }

 private:
  using Clock = std::chrono::steady_clock;

  void end(const std::string& why);
  void read();
  void take(std::size_t bytes);
  void write();
  void watch();
  void overdue();
  std::optional<Clock::time_point> due() const;
  void account(std::size_t unread);

  std::unique_ptr<ByteStream> stream_;
  LinkLimits limits_;
  std::shared_ptr<UnreadBytes> unread_;
  Events events_;
  boost::asio::steady_timer watchdog_;

  LinkFrameReader reader_{kHelloBytesMax};
  std::array<std::uint8_t, 16 * 1024> part_;
  std::size_t accounted_ = 0;
  std::deque<SharedBytes> queue_;  // the front one is being written, when writing_
  std::size_t queued_bytes_ = 0;
  bool writing_ = false;
  bool ready_ = false;
  bool waiting_ = false;
  bool closing_ = false;
  bool closed_ = false;
  std::string closing_why_;

  std::optional<Clock::time_point> handshake_due_;
  std::optional<Clock::time_point> read_due_;   // the frame that has begun
  std::optional<Clock::time_point> write_due_;  // the frame being written
  std::optional<Duration> idle_;
  Clock::time_point last_read_;
};

using ConnectionRef = std::shared_ptr<Connection>;

}  // namespace fleetsim::core
