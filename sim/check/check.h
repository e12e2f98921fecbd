#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "sim/archive/core_codecs.h"
#include "sim/check/fleet_mirror.h"
#include "sim/observe/fact.h"
#include "sim/observe/fact_codec.h"

namespace fleetsim::sim {

/// What a node said, if the fact is that and of that kind.
template <class T>
const T* said(const Fact& fact) {
  const auto* what = std::get_if<core::Observation>(&fact.what);
  return what ? std::get_if<T>(what) : nullptr;
}

/// What all checks of a run may look at, beside the facts as they come.
struct CheckScope {
  const FleetMirror& mirror;
  const FactNames& names;
};

/// The first offence that a check has seen; it keeps looking for nothing more after that.
struct Offence {
  core::Instant at;
  std::string detail;  ///< who, what was expected, what was seen
};

/// Judges a run by its facts. Each check is one claim, readable on a page.
class Check {
 public:
  virtual ~Check() = default;
  virtual std::unique_ptr<Check> clone() const = 0;
  virtual void save(Saver& saver) const = 0;
  /// Into a check that was made like the one that was saved.
  virtual void load(Loader& loader) = 0;

  /// One fact, in event order; the mirror does not contain it yet.
  virtual void on(const Fact& fact, const CheckScope& scope) = 0;
  /// Nothing more happens until `now`; called before the first fact later than an instant of interest, and at
  /// the end.
  virtual void at(core::Instant, const CheckScope&) {}
  /// When `at` is wanted; none: only at the end.
  virtual std::optional<core::Instant> wants() const { return std::nullopt; }

  std::uint64_t evaluated() const { return evaluated_; }
  const std::optional<Offence>& offence() const { return offence_; }

 protected:
  void judged() { ++evaluated_; }
  void offend(core::Instant at, std::string detail) {
    if (!offence_) offence_ = Offence{at, std::move(detail)};
  }
  template <class Archive>
  void serialize_judgement(Archive& archive) {
    archive(evaluated_, offence_);
  }

 private:
  std::uint64_t evaluated_ = 0;
  std::optional<Offence> offence_;
};

/// A check that is a value: `class MyCheck final : public CheckOf<MyCheck>`. What it remembers it names in
/// `serialize` (core/README.md); without one, it remembers nothing.
template <class Derived>
class CheckOf : public Check {
 public:
  std::unique_ptr<Check> clone() const override { return std::make_unique<Derived>(derived()); }
  void save(Saver& saver) const override {
    const_cast<CheckOf*>(this)->serialize_judgement(saver);  // which changes nothing when it is given a Saver
    if constexpr (NamesItsState<Derived>) saver(derived());
  }
  void load(Loader& loader) override {
    serialize_judgement(loader);
    if constexpr (NamesItsState<Derived>) loader(static_cast<Derived&>(*this));
  }

 private:
  const Derived& derived() const { return static_cast<const Derived&>(*this); }
};

}  // namespace fleetsim::sim
