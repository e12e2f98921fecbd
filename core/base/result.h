#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "core/base/check.h"
#include "core/base/error.h"

namespace fleetsim::core {

/// A value or an Error, with the member names of std::expected (which g++ 12 has only in C++23), so that moving
/// to it later changes this header alone.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Requires has_value().
  T& value() & { return checked(); }
  const T& value() const& { return const_cast<Result*>(this)->checked(); }
  T&& value() && { return std::move(checked()); }
  T& operator*() & { return checked(); }
  const T& operator*() const& { return const_cast<Result*>(this)->checked(); }
  T&& operator*() && { return std::move(checked()); }
  T* operator->() { return &checked(); }
  const T* operator->() const { return &const_cast<Result*>(this)->checked(); }

  /// Requires !has_value().
  const Error& error() const {
    FLEET_CHECK(!has_value());
    return std::get<1>(state_);
  }

  friend bool operator==(const Result&, const Result&) = default;

 private:
  T& checked() {
    FLEET_CHECK(has_value(), std::get_if<1>(&state_) ? std::get_if<1>(&state_)->text() : std::string{});
    return *std::get_if<0>(&state_);
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }

  /// Requires !has_value().
  const Error& error() const {
    FLEET_CHECK(error_.has_value());
    return *error_;
  }

  friend bool operator==(const Result&, const Result&) = default;

 private:
  std::optional<Error> error_;
};

}  // namespace fleetsim::core
