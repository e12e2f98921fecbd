#pragma once

#include <cstdint>

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace fleetsim::core {

/// An append-only file, for synchronous users. What was appended survives a crash only after a sync.
/// Errors: host/storage_failed. A failed append may have written a part.
class Storage {
 public:
  virtual ~Storage() = default;

  virtual Result<Bytes> read() = 0;
  virtual Result<void> append(ByteView bytes) = 0;
  virtual Result<void> sync() = 0;
  /// Cuts everything from `size` on.
  virtual Result<void> truncate(std::uint64_t size) = 0;
};

}  // namespace fleetsim::core
