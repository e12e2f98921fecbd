#pragma once

#include <cstdint>
#include <string>

namespace fleetsim::core {

/// The closed set of error kinds of the contract. The rendering of each is observable (`Error::text`).
enum class ErrorKind : std::uint8_t {
  eval,               ///< `evaluation error: <first>`
  type_mismatch,      ///< `type mismatch: expected <first>, found <second>`
  capability_denied,  ///< `capability denied: <first>`
  trust_denied,       ///< `trust denied: <first> is not allowed for <second>`
  codec,              ///< `codec error in <first>: <second>`
  wrong_shape,        ///< `wrong shape: expected <first>`
  poisoned_lock,      ///< `poisoned lock: <first>`
  host,               ///< `host error: <first>`
  unknown_symbol,     ///< `unknown symbol <first>`
  lib,                ///< `lib error: <first>`
};

/// Why, for programs. Texts are for people and are never compared; this is.
enum class ErrorCode : std::uint8_t {
  general,            ///< nothing more to say than the kind
  not_held,           ///< a serving node does not hold the content
  no_holder,          ///< nobody asked held it and there is no home to compute it
  deadline_exceeded,  ///< the request's deadline passed before an answer came
  unreachable,        ///< the link or the far side did not answer in time
  home_failed,        ///< the home site could not be asked or did not answer
  storage_failed,     ///< the ledger could not take the record
  limit_exceeded,     ///< a stated limit was passed (depth, size, count)
  malformed,          ///< bytes that are not what they claim to be
  relay_down,         ///< the relay is disconnected or reconnecting
  overloaded,         ///< the home's queue is full; nothing was begun
  unknown_outcome,    ///< the link broke while the home was asked: it may have computed, or not
  no_route,           ///< explicit routing knows no way, or only one in a circle or too long
};

/// One past the last value of each enumeration: decoders refuse anything from here on.
inline constexpr std::uint8_t kErrorKinds = 10;
inline constexpr std::uint8_t kErrorCodes = 13;

const char* to_string(ErrorKind kind);
const char* to_string(ErrorCode code);

/// An expected failure, returned by value. `first` and `second` are the payload of the kind, in rendering order.
struct Error {
  ErrorKind kind = ErrorKind::eval;
  ErrorCode code = ErrorCode::general;
  std::string first;
  std::string second;

  static Error eval(std::string message, ErrorCode code = ErrorCode::general);
  static Error type_mismatch(std::string expected, std::string found);
  static Error capability_denied(std::string capability);
  static Error codec(std::string codec_id, std::string message, ErrorCode code = ErrorCode::malformed);
  static Error host(std::string message, ErrorCode code = ErrorCode::general);

  /// The display text that the contract pins.
  std::string text() const;

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace fleetsim::core
