#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/bytes.h"

namespace fleetsim::core {

/// Appends fields one by one to a byte vector: fixed endianness, no padding, nothing of the machine's own layout.
class ByteWriter {
 public:
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u32_le(std::uint32_t value) { fixed_le(value, 4); }
  void u64_le(std::uint64_t value) { fixed_le(value, 8); }
  void i64_le(std::int64_t value) { fixed_le(static_cast<std::uint64_t>(value), 8); }
  void u64_be(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  /// LEB128: seven bits a byte, least significant first, at most 10 bytes.
  void varuint(std::uint64_t value) {
    while (value >= 0x80) {
      out_.push_back(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    out_.push_back(static_cast<std::uint8_t>(value));
  }
  void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void raw(std::string_view text) { raw(as_bytes(text)); }
  /// varuint length, then the bytes.
  void blob(ByteView bytes) {
    varuint(bytes.size());
    raw(bytes);
  }
  void blob(std::string_view text) { blob(as_bytes(text)); }

  std::size_t size() const { return out_.size(); }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  ByteView view() const { return out_; }
  Bytes take() && { return std::move(out_); }
  void clear() { out_.clear(); }

 private:
  void fixed_le(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }

  Bytes out_;
};

}  // namespace fleetsim::core
