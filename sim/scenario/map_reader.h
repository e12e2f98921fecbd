#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/field.h"

namespace fleetsim::sim {

/// Reads one map key by key. What has not been asked for when it ends is a finding: no key is ever ignored.
class MapReader {
 public:
  /// A finding, and a map without keys, when the field is no map.
  explicit MapReader(const Field& field);
  MapReader(const MapReader&) = delete;
  MapReader& operator=(const MapReader&) = delete;
  /// Adds the findings about keys that nobody asked for.
  ~MapReader();

  const Field& field() const { return field_; }
  bool is_map() const { return field_.is_map(); }
  /// Whether the key is written; does not count as asking for it.
  bool has(std::string_view key) const { return is_map() && field_.node().find(key) != nullptr; }
  /// The value of a key that may be left out.
  std::optional<Field> find(std::string_view key);
  /// The value of a key that must be there; a finding at the map when it is not.
  std::optional<Field> require(std::string_view key);
  /// Keys of the language that are not built yet: refused as such where they are written.
  void later(std::initializer_list<std::string_view> keys);
  /// Keys that begin like this are left alone.
  void ignore_prefix(std::string_view prefix) { ignored_ = prefix; }

 private:
  Field field_;
  std::vector<std::string_view> known_;
  std::vector<bool> used_;  ///< per entry
  std::string_view ignored_;
};

}  // namespace fleetsim::sim
