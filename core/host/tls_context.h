#pragma once

#include <boost/asio/ssl/context.hpp>

#include "core/host/tls.h"

namespace fleetsim::core {

struct TlsContext {
  TlsContext() : context(boost::asio::ssl::context::tls) {}

  boost::asio::ssl::context context;
};

}  // namespace fleetsim::core
