#pragma once

#include <any>
#include <cstdint>
#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/checksum.h"
#include "sim/archive/aggregate.h"

namespace fleetsim::sim {

class Saver;
class Loader;

/// Bytes that no Saver wrote for what is being loaded.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How values of a type are saved and loaded, where neither its fields nor a member `serialize` say so:
/// `static void save(Saver&, const T&)` and `static T load(Loader&)`, which throws Unreadable.
template <class T>
struct Codec;

/// A value to load into, of a type that has `serialize` and cannot be made from nothing.
template <class T>
struct Blank {
  static T make() { return T(); }
};

template <class T>
concept HasCodec = requires(Saver& saver, const T& value) {
  Codec<T>::save(saver, value);
};

/// A class that names its state: `template <class Archive> void serialize(Archive& archive) { archive(a_,
/// b_); }`. What it leaves out must follow from how the object was made.
template <class T>
concept NamesItsState = requires(T& value, Saver& saver) {
  value.serialize(saver);
};

/// State as bytes: portable, one after another, no names and no types. The same state gives the same bytes.
class Saver {
 public:
  static constexpr bool kLoading = false;

  template <class... T>
  void operator()(const T&... values) {
    (save(values), ...);
  }

  void number(std::uint64_t value) { out_.varuint(value); }
  void text(std::string_view bytes) { out_.blob(bytes); }
  void raw(core::ByteView bytes) { out_.raw(bytes); }
  /// Bytes that many have: written once, however many copies there are.
  void shared(const core::SharedBytes& bytes);

  core::Bytes take() && { return std::move(out_).take(); }

 private:
  template <class T>
  void save(const T& value);

  core::ByteWriter out_;
  std::map<core::Hash128, std::uint64_t> known_;  // what was written, by what it is
};

/// The other half of Saver. Takes bytes that somebody may have damaged: everything that cannot be throws
/// Unreadable, and memory is bounded by what was read.
class Loader {
 public:
  static constexpr bool kLoading = true;

  explicit Loader(core::ByteView bytes) : in_(bytes) {}

  /// Into what is there: a value is replaced, but an object that names its state keeps what it does not name.
  template <class... T>
  void operator()(T&... values) {
    (load(values), ...);
  }
  template <class T>
  T read();

  std::uint64_t number() { return checked(in_.varuint()); }
  std::string text() { return std::string(core::as_text(bytes())); }
  core::ByteView bytes() { return checked(in_.blob()); }
  core::ByteView raw(std::size_t size) { return checked(in_.raw(size)); }
  /// How many things follow; each takes at least a byte.
  std::size_t count() { return static_cast<std::size_t>(checked(in_.count(1))); }
  /// Bytes that many have, and what was made of them once for all of those.
  struct Shared {
    core::SharedBytes bytes;
    std::any made;
  };
  /// Null: there are none.
  Shared* shared();

  bool finished() const { return in_.finished(); }
  /// Throws Unreadable unless `good`.
  static void require(bool good, const char* what) {
    if (!good) throw Unreadable(what);
  }

 private:
  template <class T>
  void load(T& value);
  template <class T>
  T checked(T value) const {
    require(in_.ok(), "it ends too soon");
    return value;
  }

  core::ByteReader in_;
  std::deque<Shared> known_;
};

// ---- what becomes of a value, by its type

template <class T>
void Saver::save(const T& value) {
  if constexpr (HasCodec<T>) {
    Codec<T>::save(*this, value);
  } else if constexpr (NamesItsState<T>) {
    const_cast<T&>(value).serialize(*this);  // which changes nothing when it is given a Saver
  } else if constexpr (std::is_array_v<T>) {
    for (const auto& each : value) save(each);
  } else if constexpr (std::is_enum_v<T>) {
    save(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_unsigned_v<T>) {
    number(value);
  } else if constexpr (std::is_signed_v<T>) {
    static_assert(std::is_integral_v<T>, "nothing that decides is a floating-point number");
    const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
    number((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
  } else {
    static_assert(Aggregate<T>, "a type that neither names its state nor has a codec");
    std::apply([&](const auto&... fields) { (save(fields), ...); }, fields_of(value));
  }
}

template <class T>
T Loader::read() {
  if constexpr (HasCodec<T>) {
    return Codec<T>::load(*this);
  } else if constexpr (NamesItsState<T>) {
    T value = Blank<T>::make();
    value.serialize(*this);
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<T>(read<std::underlying_type_t<T>>());
  } else if constexpr (std::is_unsigned_v<T>) {
    const std::uint64_t value = number();
    require(value == static_cast<T>(value), "a number is too large");
    return static_cast<T>(value);
  } else if constexpr (std::is_signed_v<T>) {
    const std::uint64_t bits = number();
    const auto value = static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
    require(value == static_cast<T>(value), "a number is too large");
    return static_cast<T>(value);
  } else {
    static_assert(Aggregate<T>, "a type that neither names its state nor has a codec");
    return [&]<class... Field>(std::type_identity<std::tuple<Field&...>>) {
      return T{read<Field>()...};  // braces: from left to right
    }(std::type_identity<decltype(fields_of(std::declval<T&>()))>());
  }
}

template <class T>
void Loader::load(T& value) {
  if constexpr (!HasCodec<T> && NamesItsState<T>) {
    value.serialize(*this);
  } else if constexpr (std::is_array_v<T>) {
    for (auto& each : value) load(each);
  } else {
    value = read<T>();
  }
}

}  // namespace fleetsim::sim
