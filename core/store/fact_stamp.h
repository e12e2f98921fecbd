#pragma once

#include <compare>
#include <cstdint>

#include "core/base/bytes.h"

namespace fleetsim::core {

/// How a holder numbers what it says of itself, so that whoever hears two things knows which one counts.
///
/// Epoch: one life of the holder, or a part of it; a later one takes back everything said in earlier ones.
/// Version: within an epoch, how often the holder changed its mind about one key (a causal-length set, Yu and
/// Rostad, 2020): odd, it holds the key; even, it does not. The default is the original's fact, said once and
/// never taken back.
struct FactStamp {
  std::uint64_t epoch = 0;
  std::uint32_t version = 1;
  Digest reply{};  ///< of the encoded reply; all zero: not said

  bool holds() const { return version % 2 == 1; }
  bool says_reply() const { return reply != Digest{}; }

  friend bool operator==(const FactStamp&, const FactStamp&) = default;
  /// Later is greater. The digest comes last: a holder that says two things under one number is made out to
  /// have said the greater one, everywhere.
  friend std::strong_ordering operator<=>(const FactStamp&, const FactStamp&) = default;
};

/// The first epoch of a life. Lives are numbered by the host and never repeat, so neither do epochs.
constexpr std::uint64_t first_epoch(std::uint32_t incarnation) {
  return std::uint64_t{incarnation} << 32;
}

}  // namespace fleetsim::core
