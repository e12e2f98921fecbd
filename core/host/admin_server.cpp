#include "core/host/admin_server.h"

#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

namespace fleetsim::core {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kConnectionsMax = 32;
constexpr std::uint32_t kHeadBytesMax = 8 * 1024;
constexpr std::chrono::seconds kPatience(5);

}  // namespace

struct AdminServer::State : std::enable_shared_from_this<AdminServer::State> {
  /// One connection: one request, one response, the end.
  struct Visit {
    explicit Visit(tcp::socket socket) : stream(std::move(socket)) {
      parser.header_limit(kHeadBytesMax);
      parser.body_limit(0);
    }

    beast::tcp_stream stream;
    beast::flat_buffer buffer{kHeadBytesMax};
    http::request_parser<http::empty_body> parser;
    http::response<http::string_body> response;
  };

  State(boost::asio::io_context& loop, std::function<AdminPage(const std::string&)> pages)
      : acceptor(loop), page(std::move(pages)) {}

  void accept() {
    acceptor.async_accept([weak = weak_from_this()](const error_code& error, tcp::socket socket) {
      const auto self = weak.lock();
      if (!self || !self->acceptor.is_open()) return;
      if (!error) self->serve(std::make_shared<Visit>(std::move(socket)));
      self->accept();
    });
  }

  void serve(const std::shared_ptr<Visit>& visit) {
    if (open >= kConnectionsMax) return;
    ++open;
    visit->stream.expires_after(kPatience);
    http::async_read(visit->stream, visit->buffer, visit->parser,
                     [self = shared_from_this(), visit](const error_code& error, std::size_t) {
                       if (error) return self->leave(*visit);
                       self->respond(visit);
                     });
  }

  void respond(const std::shared_ptr<Visit>& visit) {
    const auto& request = visit->parser.get();
    const bool head = request.method() == http::verb::head;
    AdminPage answer{405, "text/plain", "only GET\n"};
    if (head || request.method() == http::verb::get) {
      const auto target = request.target();
      const std::string path(target.data(), target.size());
      answer = page ? page(path.substr(0, path.find('?'))) : AdminPage{503, "text/plain", "stopping\n"};
    }
    visit->response.version(11);
    visit->response.result(answer.status);
    visit->response.set(http::field::content_type, answer.type);
    visit->response.keep_alive(false);
    visit->response.content_length(answer.body.size());
    if (!head) visit->response.body() = std::move(answer.body);
    http::async_write(
        visit->stream, visit->response,
        [self = shared_from_this(), visit](const error_code&, std::size_t) { self->leave(*visit); });
  }

  void leave(Visit& visit) {
    --open;
    error_code ignored;
    visit.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    visit.stream.close();
  }

  tcp::acceptor acceptor;
  std::function<AdminPage(const std::string&)> page;
  std::size_t open = 0;
};

AdminServer::AdminServer(boost::asio::io_context& loop, std::function<AdminPage(const std::string&)> page)
    : state_(std::make_shared<State>(loop, std::move(page))) {}

AdminServer::~AdminServer() {
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->page = {};
}

Result<void> AdminServer::listen(const Address& at) {
  error_code error;
  const auto failed = [&](const char* step) {
    return Error::host(fmt::format("admin {}: cannot {}: {}", at.text(), step, error.message()));
  };
  tcp::resolver resolver(state_->acceptor.get_executor());
  const auto places = resolver.resolve(at.host, std::to_string(at.port),
                                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return failed("resolve");
  const tcp::endpoint place = places.begin()->endpoint();
  if (state_->acceptor.open(place.protocol(), error); error) return failed("open a socket");
  state_->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (state_->acceptor.bind(place, error); error) return failed("bind");
  if (state_->acceptor.listen(tcp::acceptor::max_listen_connections, error); error) return failed("listen");
  state_->accept();
  return {};
}

Address AdminServer::listening() const {
  error_code ignored;
  const tcp::endpoint place = state_->acceptor.local_endpoint(ignored);
  return {place.address().to_string(ignored), place.port()};
}

}  // namespace fleetsim::core
