#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/store/storage.h"

namespace fleetsim::tests {

/// A Storage in memory that fails when it is told to. What was synced survives `crash`; of the rest as much
/// as is asked for.
class MemoryStorage final : public core::Storage {
 public:
  MemoryStorage() = default;
  explicit MemoryStorage(core::Bytes content) : content_(std::move(content)), durable_(content_.size()) {}

  core::Result<core::Bytes> read() override {
    if (fail_reads) return failure("read");
    return content_;
  }
  core::Result<void> append(core::ByteView bytes) override {
    ++appends;
    if (torn_append) {
      const std::size_t kept = std::min(*torn_append, bytes.size());
      content_.insert(content_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
      return failure("append");
    }
    content_.insert(content_.end(), bytes.begin(), bytes.end());
    return {};
  }
  core::Result<void> sync() override {
    ++syncs;
    if (fail_syncs) return failure("sync");
    durable_ = content_.size();
    return {};
  }
  core::Result<void> truncate(std::uint64_t size) override {
    ++truncates;
    if (fail_truncates) return failure("truncate");
    content_.resize(static_cast<std::size_t>(size));
    durable_ = std::min(durable_, content_.size());
    return {};
  }

  /// Power off: the synced bytes and `kept` of the others are left.
  void crash(std::size_t kept) { content_.resize(std::min(content_.size(), durable_ + kept)); }

  const core::Bytes& content() const { return content_; }
  std::size_t durable() const { return durable_; }

  /// Appends write only so much, and fail.
  std::optional<std::size_t> torn_append;
  bool fail_reads = false;
  bool fail_syncs = false;
  bool fail_truncates = false;
  int appends = 0;
  int syncs = 0;
  int truncates = 0;

 private:
  static core::Error failure(const char* what) {
    return core::Error::host(std::string(what) + " failed", core::ErrorCode::storage_failed);
  }

  core::Bytes content_;
  std::size_t durable_ = 0;
};

}  // namespace fleetsim::tests
