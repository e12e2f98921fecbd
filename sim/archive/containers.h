#pragma once

// How the standard containers are saved: a count, then what is in them.

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/boxed.h"
#include "core/base/result.h"
#include "sim/archive/archive.h"

namespace fleetsim::sim {

template <>
struct Codec<bool> {
  static void save(Saver& saver, bool value) { saver.number(value ? 1 : 0); }
  static bool load(Loader& loader) {
    const std::uint64_t value = loader.number();
    Loader::require(value <= 1, "a truth value that is neither");
    return value == 1;
  }
};

template <>
struct Codec<std::string> {
  static void save(Saver& saver, const std::string& value) { saver.text(value); }
  static std::string load(Loader& loader) { return loader.text(); }
};

/// Sequences that grow at their end.
template <class Sequence>
struct SequenceCodec {
  static void save(Saver& saver, const Sequence& value) {
    saver.number(value.size());
    for (const typename Sequence::value_type& each : value) saver(each);
  }
  static Sequence load(Loader& loader) {
    Sequence value;
    for (std::size_t left = loader.count(); left > 0; --left)
      value.push_back(loader.template read<typename Sequence::value_type>());
    return value;
  }
};
template <class T>
struct Codec<std::vector<T>> : SequenceCodec<std::vector<T>> {};
template <class T>
struct Codec<std::deque<T>> : SequenceCodec<std::deque<T>> {};

template <>
struct Codec<core::Bytes> {
  static void save(Saver& saver, const core::Bytes& value) { saver.text(core::as_text(value)); }
  static core::Bytes load(Loader& loader) {
    const core::ByteView bytes = loader.bytes();
    return {bytes.begin(), bytes.end()};
  }
};

/// Eight flags a byte.
template <>
struct Codec<std::vector<bool>> {
  static void save(Saver& saver, const std::vector<bool>& value) {
    saver.number(value.size());
    core::Bytes bits((value.size() + 7) / 8);
    for (std::size_t i = 0; i < value.size(); ++i)
      if (value[i]) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1U << (i % 8));
    saver.raw(bits);
  }
  static std::vector<bool> load(Loader& loader) {
    const std::uint64_t size = loader.number();
    const core::ByteView bits = loader.raw(static_cast<std::size_t>(size / 8 + (size % 8 != 0)));
    std::vector<bool> value(static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = (bits[i / 8] >> (i % 8) & 1) != 0;
    return value;
  }
};

template <std::size_t N>
struct Codec<std::array<std::uint8_t, N>> {
  static void save(Saver& saver, const std::array<std::uint8_t, N>& value) { saver.raw(value); }
  static std::array<std::uint8_t, N> load(Loader& loader) {
    std::array<std::uint8_t, N> value{};
    const core::ByteView bytes = loader.raw(N);
    std::copy(bytes.begin(), bytes.end(), value.begin());
    return value;
  }
};

/// Sorted ones; nothing is in them twice.
template <class Sorted, class Entry>
struct SortedCodec {
  static void save(Saver& saver, const Sorted& value) {
    saver.number(value.size());
    for (const auto& each : value) saver(each);
  }
  static Sorted load(Loader& loader) {
    Sorted value;
    for (std::size_t left = loader.count(); left > 0; --left) {
      const std::size_t before = value.size();
      value.emplace_hint(value.end(), loader.template read<Entry>());
      Loader::require(value.size() > before, "something that is there once is there twice");
    }
    return value;
  }
};
template <class K, class V>
struct Codec<std::map<K, V>> : SortedCodec<std::map<K, V>, std::pair<K, V>> {};
template <class T>
struct Codec<std::set<T>> : SortedCodec<std::set<T>, T> {};

template <class A, class B>
struct Codec<std::pair<A, B>> {
  static void save(Saver& saver, const std::pair<A, B>& value) { saver(value.first, value.second); }
  static std::pair<A, B> load(Loader& loader) {
    return std::pair<A, B>{loader.template read<std::remove_const_t<A>>(), loader.template read<B>()};
  }
};
template <class... T>
struct Codec<std::tuple<T...>> {
  static void save(Saver& saver, const std::tuple<T...>& value) {
    std::apply([&](const T&... each) { saver(each...); }, value);
  }
  static std::tuple<T...> load(Loader& loader) { return std::tuple<T...>{loader.template read<T>()...}; }
};

template <class T>
struct Codec<core::Boxed<T>> {
  static void save(Saver& saver, const core::Boxed<T>& value) {
    saver(static_cast<bool>(value));
    if (value) saver(*value);
  }
  static core::Boxed<T> load(Loader& loader) {
    return loader.template read<bool>() ? core::Boxed<T>(loader.template read<T>()) : core::Boxed<T>();
  }
};
template <class T>
struct Codec<std::optional<T>> {
  static void save(Saver& saver, const std::optional<T>& value) {
    saver(value.has_value());
    if (value) saver(*value);
  }
  static std::optional<T> load(Loader& loader) {
    return loader.template read<bool>() ? std::optional<T>(loader.template read<T>()) : std::nullopt;
  }
};

template <class... T>
struct Codec<std::variant<T...>> {
  using Variant = std::variant<T...>;

  static void save(Saver& saver, const Variant& value) {
    saver.number(value.index());
    std::visit([&](const auto& alternative) { saver(alternative); }, value);
  }
  static Variant load(Loader& loader) {
    const std::uint64_t index = loader.number();
    Loader::require(index < sizeof...(T), "an alternative that does not exist");
    return alternative<0>(loader, static_cast<std::size_t>(index));
  }

 private:
  template <std::size_t I>
  static Variant alternative(Loader& loader, std::size_t index) {
    if constexpr (I + 1 < sizeof...(T))
      if (index != I) return alternative<I + 1>(loader, index);
    return Variant(std::in_place_index<I>, loader.template read<std::variant_alternative_t<I, Variant>>());
  }
};

template <class T>
struct Codec<core::Result<T>> {
  static void save(Saver& saver, const core::Result<T>& value) {
    saver(value.has_value());
    if (value)
      saver(*value);
    else
      saver(value.error());
  }
  static core::Result<T> load(Loader& loader) {
    if (loader.template read<bool>()) return loader.template read<T>();
    return loader.template read<core::Error>();
  }
};

/// What nobody changes any more; each is saved by itself.
template <class T>
struct Codec<std::shared_ptr<const T>> {
  static void save(Saver& saver, const std::shared_ptr<const T>& value) {
    saver(value != nullptr);
    if (value) saver(*value);
  }
  static std::shared_ptr<const T> load(Loader& loader) {
    return loader.template read<bool>() ? std::make_shared<const T>(loader.template read<T>()) : nullptr;
  }
};
template <>
struct Codec<core::SharedBytes> {
  static void save(Saver& saver, const core::SharedBytes& value) { saver.shared(value); }
  static core::SharedBytes load(Loader& loader) {
    const Loader::Shared* shared = loader.shared();
    return shared == nullptr ? nullptr : shared->bytes;
  }
};

}  // namespace fleetsim::sim
