#pragma once

#include <string>

#include "core/host/tls.h"

namespace fleetsim::tests {

/// A certificate authority of one test, in a directory.
class Certificates {
 public:
  /// `name` of the authority; its files begin with it.
  Certificates(std::string directory, std::string name);

  /// A key and a certificate for that DNS name; `valid` false: one that expired yesterday.
  core::TlsFiles issue(const std::string& name, bool valid = true) const;

  std::string ca_file() const { return base_ + "-ca.pem"; }

 private:
  std::string directory_;
  std::string base_;
  std::string key_file() const { return base_ + "-ca-key.pem"; }
};

/// `tls: { ca: ..., cert: ..., key: ... }` for a node's configuration.
std::string tls_yaml(const core::TlsFiles& files);

}  // namespace fleetsim::tests
