#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "core/base/result.h"
#include "core/host/tls.h"

namespace fleetsim::core {

/// One TCP connection, with or without TLS around it. One read and one write may be under way at a time;
/// everything happens on the loop of its socket. A stream must outlive what is under way on it: handlers hold
/// on to their owner.
class ByteStream {
 public:
  using Error = boost::system::error_code;
  using Done = std::function<void(Error, std::size_t)>;

  virtual ~ByteStream() = default;

  virtual boost::asio::ip::tcp::socket& socket() = 0;
  /// Calls back when the stream is ready for bytes. `why`: empty, or what was wrong, for people.
  virtual void handshake(bool accepted, std::function<void(std::string why)> done) = 0;
  virtual void read_some(boost::asio::mutable_buffer into, Done done) = 0;
  /// All of it.
  virtual void write(boost::asio::const_buffer bytes, Done done) = 0;
  /// Whether the far side may call itself that; always, without TLS. After the handshake.
  virtual bool has_name(const std::string& name) = 0;
  /// What an error on this stream means, for people.
  virtual std::string explain(Error error) const = 0;
  /// At once, without ceremony; whatever is under way ends with an error.
  void close();
};

/// A stream over a socket that is connected or will be. `tls` null: none.
std::unique_ptr<ByteStream> make_stream(boost::asio::ip::tcp::socket socket, const TlsContextRef& tls);

}  // namespace fleetsim::core
