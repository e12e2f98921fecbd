#include <utility>

#include <fmt/format.h>

#include "core/host/tls_context.h"

namespace fleetsim::core {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

Result<TlsContextRef> load_tls(const TlsFiles& files) {
  auto tls = std::make_shared<TlsContext>();
  ssl::context& context = tls->context;
  const auto wrong = [](const char* what, const std::string& file, const error_code& error) {
    return core::Error::host(fmt::format("tls: {} \"{}\": {}", what, file, error.message()));
  };
  error_code error;
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1,
                      error);
  if (error) return wrong("options", "", error);
  if (context.load_verify_file(files.ca, error); error) return wrong("ca", files.ca, error);
  if (context.use_certificate_chain_file(files.certificate, error); error)
    return wrong("cert", files.certificate, error);
  if (context.use_private_key_file(files.key, ssl::context::pem, error); error)
    return wrong("key", files.key, error);
  if (SSL_CTX_check_private_key(context.native_handle()) != 1)
    return core::Error::host(
        fmt::format("tls: key \"{}\" is not the key of certificate \"{}\"", files.key, files.certificate));
  // A resumed session would have been checked when it began, not now.
  SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.native_handle(), 0);
  if (context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error); error)
    return wrong("verification", files.ca, error);
  return tls;
}

}  // namespace fleetsim::core
