#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Writes the primitives of the canonical encoding (contract: data-model §7) into one growing buffer. Lengths
/// are 8 bytes, big-endian, and may be opened before and closed after what they measure, so that nothing is
/// copied.
class CanonicalWriter {
 public:
  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void u8(std::uint8_t value) { out_.push_back(value); }
  void length(std::uint64_t n) {
    out_.resize(out_.size() + 8);
    patch(out_.size() - 8, n);
  }
  void bytes(ByteView value) {
    length(value.size());
    raw(value);
  }
  void text(std::string_view value) { bytes(as_bytes(value)); }
  void symbol(const Symbol& value);
  /// What every datum begins with: the version, then the tag of its variant, such as `string`.
  void header(std::string_view variant);

  /// Room for a length; the position is for close().
  std::size_t open() {
    out_.resize(out_.size() + 8);
    return out_.size() - 8;
  }
  /// Sets the length at `position` to the count of bytes that follow it.
  void close(std::size_t position) { patch(position, out_.size() - position - 8); }

  /// Makes room for `size` bytes at `position`, moving what follows.
  std::span<std::uint8_t> gap(std::size_t position, std::size_t size) {
    out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(position), size, std::uint8_t{0});
    return std::span(out_).subspan(position, size);
  }

  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  /// Keeps the memory.
  void clear() { out_.clear(); }
  std::size_t capacity() const { return out_.capacity(); }
  std::size_t size() const { return out_.size(); }
  ByteView view() const { return out_; }
  ByteView view(std::size_t at, std::size_t bytes) const { return view().subspan(at, bytes); }
  std::span<std::uint8_t> mutable_view() { return out_; }
  Bytes take() && { return std::move(out_); }

 private:
  void patch(std::size_t position, std::uint64_t n) {
    for (std::size_t i = 0; i < 8; ++i) out_[position + i] = static_cast<std::uint8_t>(n >> (56 - 8 * i));
  }

  Bytes out_;
};

/// The order of records in a map, set or node: by SHA-256 of the record, ties by its bytes.
inline bool record_before(const Digest& a_digest, ByteView a, const Digest& b_digest, ByteView b) {
  if (a_digest != b_digest) return a_digest < b_digest;
  return as_text(a) < as_text(b);
}

}  // namespace fleetsim::core
