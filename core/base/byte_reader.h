#pragma once

#include <cstdint>
#include <string>

#include "core/base/bytes.h"

namespace fleetsim::core {

/// Reads fields one by one from bytes of unknown origin. Failure is sticky: after the first one every read
/// returns zero or empty, and `ok()` is false, so a decoder checks once at its end. Never reads outside the
/// view, never allocates more than the view holds.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(fixed_le(1)); }
  std::uint32_t u32_le() { return static_cast<std::uint32_t>(fixed_le(4)); }
  std::uint64_t u64_le() { return fixed_le(8); }
  std::int64_t i64_le() { return static_cast<std::int64_t>(fixed_le(8)); }

  /// LEB128 in its shortest form only: padded or overlong encodings are failures.
  std::uint64_t varuint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t byte = u8();
      const std::uint64_t bits = byte & 0x7F;
      if (shift == 63 && bits > 1) return fail();
      value |= bits << shift;
      if ((byte & 0x80) == 0) return (byte == 0 && shift > 0) ? fail() : value;
    }
    return fail();
  }

  /// LEB128 of up to ten bytes as lenient readers take it: padding is accepted, bits beyond 64 are dropped.
  std::uint64_t varuint_lenient() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      const std::uint8_t byte = u8();
      value |= std::uint64_t{static_cast<std::uint8_t>(byte & 0x7F)} << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return fail();
  }

  ByteView raw(std::uint64_t size) {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const ByteView taken = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(static_cast<std::size_t>(size));
    return taken;
  }
  ByteView blob() { return raw(varuint()); }
  Digest digest() {
    Digest out{};
    const ByteView bytes = raw(out.size());
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
  }

  /// A count of things that take at least `bytes_each` (>= 1) each; more than can still follow is a failure.
  std::uint64_t count(std::size_t bytes_each) {
    const std::uint64_t n = varuint();
    return n > rest_.size() / bytes_each ? fail() : n;
  }

  std::size_t remaining() const { return rest_.size(); }
  bool ok() const { return ok_; }
  /// True when everything was read and nothing failed.
  bool finished() const { return ok_ && rest_.empty(); }
  std::uint64_t fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

 private:
  std::uint64_t fixed_le(std::size_t bytes) {
    if (rest_.size() < bytes) return fail();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{rest_[i]} << (8 * i);
    rest_ = rest_.subspan(bytes);
    return value;
  }

  ByteView rest_;
  bool ok_ = true;
};

}  // namespace fleetsim::core
