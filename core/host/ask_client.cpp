#include "core/host/ask_client.h"

#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "core/host/connection.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

Error unreachable(const AskOptions& options, const std::string& why) {
  return Error::host(fmt::format("{}: {}", options.node.text(), why), ErrorCode::unreachable);
}

/// One question on its way.
class Conversation {
 public:
  Conversation(const AskOptions& options, Bytes request)
      : options_(options), request_(share(std::move(request))) {}

  Result<NodeAnswer> hold(Duration patience, const TlsContextRef& tls) {
    tcp::resolver resolver(loop_);
    error_code error;
    const auto places = resolver.resolve(options_.node.host, std::to_string(options_.node.port),
                                         tcp::resolver::numeric_service, error);
    if (error) return unreachable(options_, error.message());
    tcp::socket socket(loop_);
    std::optional<error_code> connected;
    boost::asio::async_connect(socket, places,
                               [&](const error_code& result, const tcp::endpoint&) { connected = result; });
    loop_.run_for(std::chrono::nanoseconds(options_.connect_timeout.ns));
    if (!connected) return unreachable(options_, "no connection in time");
    if (*connected) return unreachable(options_, connected->message());

    LinkLimits limits;
    limits.handshake_timeout = options_.connect_timeout;
    connection_ = std::make_shared<Connection>(make_stream(std::move(socket), tls), limits,
                                               std::make_shared<UnreadBytes>());
    connection_->start(false,
                       {.ready = [this] { send_hello(); },
                        .frame = [this](const Bytes& bytes) { take(bytes); },
                        .closed = [this](const std::string& why) { end(unreachable(options_, why)); }});
    loop_.restart();
    loop_.run_for(std::chrono::nanoseconds((options_.connect_timeout + patience).ns));
    connection_->close();
    loop_.restart();
    loop_.run_for(std::chrono::seconds(1));
    return outcome_ ? *std::move(outcome_) : unreachable(options_, "no answer in time");
  }

 private:
  void send_hello() {
    connection_->send(share(
        encode_link_frame(Hello{kLinkVersion, LinkRole::client, Symbol::unqualified(options_.client)})));
  }

  void take(const Bytes& bytes) {
    Result<LinkFrame> frame = decode_link_frame(bytes);
    if (!frame) return end(unreachable(options_, "it does not speak this protocol"));
    if (const auto* refusal = std::get_if<Refusal>(&*frame))
      return end(unreachable(options_, fmt::format("it refuses: {}", refusal->reason)));
    if (const auto* hello = std::get_if<Hello>(&*frame)) return take_hello(*hello);
    if (const auto* answer = std::get_if<ClientAnswer>(&*frame); answer != nullptr && node_)
      return take_answer(*answer);
    end(unreachable(options_, "it does not speak this protocol"));
  }

  void take_hello(const Hello& hello) {
    const std::string name = hello.name.text();
    if (hello.version != kLinkVersion || hello.role != LinkRole::peer || node_)
      return end(unreachable(options_, "it does not speak this version of the protocol"));
    if (options_.name && *options_.name != name)
      return end(unreachable(options_, fmt::format("it is called {}, expected {}", name, *options_.name)));
    if (!connection_->stream().has_name(name))
      return end(unreachable(options_, fmt::format("tls: its certificate does not name {}", name)));
    node_ = name;
    connection_->established(kLinkFrameBytesMax, std::nullopt);
    connection_->send(share(encode_link_frame(ClientRequest{1, request_})));
  }

  void take_answer(const ClientAnswer& answer) {
    Result<EvalReply> reply =
        answer.reply ? decode_reply(**answer.reply) : Result<EvalReply>(answer.reply.error());
    end(NodeAnswer{*node_, answer.source, answer.held, std::move(reply)});
  }

  void end(Result<NodeAnswer> outcome) {
    if (!outcome_) outcome_ = std::move(outcome);
    loop_.stop();
  }

  AskOptions options_;
  SharedBytes request_;
  boost::asio::io_context loop_{1};
  ConnectionRef connection_;
  std::optional<std::string> node_;
  std::optional<Result<NodeAnswer>> outcome_;
};

}  // namespace

Result<NodeAnswer> ask_node(const AskOptions& options, const EvalRequest& request) {
  Result<Bytes> bytes = encode_request(request);
  if (!bytes) return bytes.error();
  TlsContextRef tls;
  if (options.tls) {
    Result<TlsContextRef> loaded = load_tls(*options.tls);
    if (!loaded) return loaded.error();
    tls = *std::move(loaded);
  }
  // A node with a deadline answers at that deadline at the latest; a second for the way.
  const Duration patience = request.deadline ? std::min(*request.deadline, seconds(24 * 3600)) + seconds(1)
                                             : options.answer_timeout;
  return Conversation(options, *std::move(bytes)).hold(patience, tls);
}

}  // namespace fleetsim::core
