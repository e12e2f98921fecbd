#pragma once

#include <memory>
#include <utility>

#include "core/base/check.h"

namespace fleetsim::core {

/// A value that mostly is not there: an optional that takes a pointer while it is empty. A copy has a value of its own.
template <class T>
class Boxed {
 public:
  using value_type = T;

  Boxed() = default;
  explicit Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }
  Boxed& operator=(Boxed&&) noexcept = default;
  ~Boxed() = default;

  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *get(); }
  const T& operator*() const { return *get(); }
  T* operator->() { return get(); }
  const T* operator->() const { return get(); }

  void reset() { value_.reset(); }

 private:
  T* get() const {
    FLEET_CHECK(value_ != nullptr, "an empty box");
    return value_.get();
  }

  std::unique_ptr<T> value_;
};

}  // namespace fleetsim::core
