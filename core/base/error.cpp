#include "core/base/error.h"

#include <fmt/format.h>

#include <array>

#include "core/base/check.h"

namespace fleetsim::core {

const char* to_string(ErrorKind kind) {
  static constexpr std::array<const char*, kErrorKinds> names = {
      "eval",        "type_mismatch", "capability_denied", "trust_denied",   "codec",
      "wrong_shape", "poisoned_lock", "host",              "unknown_symbol", "lib"};
  return names.at(static_cast<std::size_t>(kind));
}

const char* to_string(ErrorCode code) {
  static constexpr std::array<const char*, kErrorCodes> names = {
      "general",     "not_held",       "no_holder",      "deadline_exceeded", "unreachable",
      "home_failed", "storage_failed", "limit_exceeded", "malformed",         "relay_down",
      "overloaded",  "unknown_outcome", "no_route"};
  return names.at(static_cast<std::size_t>(code));
}

Error Error::eval(std::string message, ErrorCode code) {
  return {ErrorKind::eval, code, std::move(message), {}};
}

Error Error::type_mismatch(std::string expected, std::string found) {
  return {ErrorKind::type_mismatch, ErrorCode::general, std::move(expected), std::move(found)};
}

Error Error::capability_denied(std::string capability) {
  return {ErrorKind::capability_denied, ErrorCode::general, std::move(capability), {}};
}

Error Error::codec(std::string codec_id, std::string message, ErrorCode code) {
  return {ErrorKind::codec, code, std::move(codec_id), std::move(message)};
}

Error Error::host(std::string message, ErrorCode code) {
  return {ErrorKind::host, code, std::move(message), {}};
}

std::string Error::text() const {
  switch (kind) {
    case ErrorKind::eval:
      return "evaluation error: " + first;
    case ErrorKind::type_mismatch:
      return fmt::format("type mismatch: expected {}, found {}", first, second);
    case ErrorKind::capability_denied:
      return "capability denied: " + first;
    case ErrorKind::trust_denied:
      return fmt::format("trust denied: {} is not allowed for {}", first, second);
    case ErrorKind::codec:
      return fmt::format("codec error in {}: {}", first, second);
    case ErrorKind::wrong_shape:
      return "wrong shape: expected " + first;
    case ErrorKind::poisoned_lock:
      return "poisoned lock: " + first;
    case ErrorKind::host:
      return "host error: " + first;
    case ErrorKind::unknown_symbol:
      return "unknown symbol " + first;
    case ErrorKind::lib:
      return "lib error: " + first;
  }
  FLEET_CHECK(false, "an error of no kind");
}

}  // namespace fleetsim::core
