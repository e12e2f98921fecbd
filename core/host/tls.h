#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"

namespace fleetsim::core {

/// PEM files for mutual TLS: whom to trust, who we are.
struct TlsFiles {
  std::string ca;
  std::string certificate;  ///< with its chain
  std::string key;

  friend bool operator==(const TlsFiles&, const TlsFiles&) = default;
};

/// Keys and trust of one program, for all its connections; TLS 1.2 or later, and both sides show a
/// certificate.
struct TlsContext;
using TlsContextRef = std::shared_ptr<TlsContext>;

/// Error: host, with the file and why it cannot be used: missing, no certificate, a key of another
/// certificate.
Result<TlsContextRef> load_tls(const TlsFiles& files);

}  // namespace fleetsim::core
