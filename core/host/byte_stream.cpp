#include "core/host/byte_stream.h"

#include <utility>

#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "core/host/tls_context.h"

namespace fleetsim::core {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  tcp::socket& socket() override { return socket_; }
  void handshake(bool, std::function<void(std::string)> done) override { done({}); }
  void read_some(asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(into, std::move(done));
  }
  void write(asio::const_buffer bytes, Done done) override {
    asio::async_write(socket_, bytes, std::move(done));
  }
  bool has_name(const std::string&) override { return true; }
  std::string explain(Error error) const override { return error.message(); }

 private:
  tcp::socket socket_;
};

class TlsStream final : public ByteStream {
 public:
  TlsStream(tcp::socket socket, TlsContextRef tls)
      : tls_(std::move(tls)), stream_(std::move(socket), tls_->context) {
    stream_.set_verify_callback([this](bool good, asio::ssl::verify_context& context) {
      if (!good) why_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.native_handle()));
      return good;
    });
  }

  tcp::socket& socket() override { return stream_.next_layer(); }

  void handshake(bool accepted, std::function<void(std::string)> done) override {
    stream_.async_handshake(
        accepted ? asio::ssl::stream_base::server : asio::ssl::stream_base::client,
        [this, done = std::move(done)](Error error) { done(error ? explain(error) : ""); });
  }
  void read_some(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, std::move(done));
  }
  void write(asio::const_buffer bytes, Done done) override {
    asio::async_write(stream_, bytes, std::move(done));
  }

  bool has_name(const std::string& name) override {
    const std::unique_ptr<X509, void (*)(X509*)> certificate(
        SSL_get1_peer_certificate(stream_.native_handle()), &X509_free);
    return certificate && !name.empty() &&
           X509_check_host(certificate.get(), name.data(), name.size(), X509_CHECK_FLAG_NO_WILDCARDS,
                           nullptr) == 1;
  }

  std::string explain(Error error) const override {
    if (!why_.empty()) return fmt::format("tls: the certificate of the other side is refused: {}", why_);
    if (error.category() == asio::error::get_ssl_category()) return fmt::format("tls: {}", error.message());
    if (error == asio::ssl::error::stream_truncated) return "the connection was closed";
    return error.message();
  }

 private:
  TlsContextRef tls_;
  asio::ssl::stream<tcp::socket> stream_;
  std::string why_;
};

}  // namespace

void ByteStream::close() {
  Error ignored;
  socket().shutdown(tcp::socket::shutdown_both, ignored);
  socket().close(ignored);
}

std::unique_ptr<ByteStream> make_stream(tcp::socket socket, const TlsContextRef& tls) {
  if (tls) return std::make_unique<TlsStream>(std::move(socket), tls);
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace fleetsim::core
