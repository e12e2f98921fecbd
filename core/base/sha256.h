#pragma once

#include "core/base/bytes.h"

namespace fleetsim::core {

/// SHA-256 (FIPS 180-4) by OpenSSL's libcrypto, with the processor's own instructions where it has them.
/// Thread-safe; the digest implementation is fetched once per process, a context once per thread.
Digest sha256(ByteView bytes);

}  // namespace fleetsim::core
