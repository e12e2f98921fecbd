#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "core/host/address.h"

namespace fleetsim::core {

/// A page of the admin port.
struct AdminPage {
  unsigned status = 200;
  std::string type;
  std::string body;
};

/// HTTP/1.1 on the admin port: GET (and HEAD) of whatever `page` knows. Requests with a head of more than 8
/// KiB, with a body, or that take more than five seconds are refused, and so is the 33rd connection at a
/// time.
class AdminServer {
 public:
  /// `page` gets the path and returns status 404 for what it does not know.
  AdminServer(boost::asio::io_context& loop, std::function<AdminPage(const std::string& path)> page);
  ~AdminServer();
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  /// Error: host, with the address and the system's reason.
  Result<void> listen(const Address& at);
  /// With the port that the system chose.
  Address listening() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace fleetsim::core
