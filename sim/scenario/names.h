#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/nearest.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// The name of the `index`-th node of a group.
std::string node_name(const Group& group, std::uint64_t index);

/// Nodes by name, without a table of all of them: a name is a group's, or a group's with `-<n>` behind it.
class NodeNames {
 public:
  /// Adds the next group of `size` nodes; false if a node of an earlier group or an earlier group has one of
  /// its names.
  bool add(const Group& group);

  std::uint32_t size() const { return size_; }
  std::optional<std::uint32_t> find(std::string_view name) const;
  /// Offers names that may have been meant.
  void suggest(Nearest& nearest) const;

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint64_t count = 1;
    bool numbered = false;
  };
  std::map<std::string, Range, std::less<>> groups_;
  std::uint32_t size_ = 0;
};

/// What a catalog's pattern gives for one number: every `{i}` replaced.
std::string catalog_id(std::string_view pattern, std::uint64_t number);

/// Content by id: items by a table, a catalog by its pattern.
class ContentNames {
 public:
  /// False if there is such an id already.
  bool add_item(const std::string& id);
  /// After the items. `pattern` holds `{i}`. Returns the number of ids that items have already taken.
  std::size_t set_catalog(std::string pattern, std::uint64_t size);

  std::uint32_t size() const { return items_count_ + static_cast<std::uint32_t>(catalog_size_); }
  std::optional<std::uint32_t> find(std::string_view id) const;
  void suggest(Nearest& nearest) const;

 private:
  std::optional<std::uint64_t> catalog_number(std::string_view id) const;

  std::map<std::string, std::uint32_t, std::less<>> items_;
  std::uint32_t items_count_ = 0;
  std::string pattern_;
  std::uint64_t catalog_size_ = 0;
};

}  // namespace fleetsim::sim
