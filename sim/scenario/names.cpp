#include "sim/scenario/names.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/units.h"

namespace fleetsim::sim {
namespace {

constexpr std::string_view kHole = "{i}";
/// Names looked through for a suggestion.
constexpr std::uint64_t kSuggestionsMax = 1000;

/// `base-<n>` in two.
struct Numbered {
  std::string_view base;
  std::uint64_t number = 0;
};

std::optional<Numbered> split(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const Quantity<std::uint64_t> number = parse_count_text(name.substr(dash + 1));
  if (!number.value) return std::nullopt;
  return Numbered{name.substr(0, dash), *number.value};
}

}  // namespace

std::string node_name(const Group& group, std::uint64_t index) {
  return group.count ? fmt::format("{}-{}", group.name, index) : group.name;
}

bool NodeNames::add(const Group& group) {
  if (groups_.contains(group.name)) return false;
  const Range range{size_, group.count.value_or(1), group.count.has_value()};
  if (!range.numbered && find(group.name)) return false;
  if (range.numbered) {
    // Earlier groups of one node may be called like one of these.
    const std::string prefix = group.name + "-";
    for (auto it = groups_.lower_bound(prefix); it != groups_.end() && it->first.starts_with(prefix); ++it) {
      const std::optional<Numbered> single = split(it->first);
      if (!it->second.numbered && single && single->base == group.name && single->number < range.count)
        return false;
    }
  }
  groups_.emplace(group.name, range);
  size_ += static_cast<std::uint32_t>(range.count);
  return true;
}

std::optional<std::uint32_t> NodeNames::find(std::string_view name) const {
  if (const auto group = groups_.find(name); group != groups_.end() && !group->second.numbered)
    return group->second.first;
  const std::optional<Numbered> numbered = split(name);
  if (!numbered) return std::nullopt;
  const auto group = groups_.find(numbered->base);
  if (group == groups_.end() || !group->second.numbered || numbered->number >= group->second.count)
    return std::nullopt;
  return group->second.first + static_cast<std::uint32_t>(numbered->number);
}

void NodeNames::suggest(Nearest& nearest) const {
  std::uint64_t offered = 0;
  for (const auto& [name, range] : groups_) {
    if (offered > kSuggestionsMax) return;
    if (!range.numbered) nearest.offer(name);
    for (std::uint64_t i = 0; range.numbered && i < std::min(range.count, kSuggestionsMax); ++i, ++offered)
      nearest.offer(fmt::format("{}-{}", name, i));
    ++offered;
  }
}

std::string catalog_id(std::string_view pattern, std::uint64_t number) {
  const std::string digits = fmt::format("{}", number);
  std::string id;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.substr(at).starts_with(kHole)) {
      id += digits;
      at += kHole.size();
    } else {
      id += pattern[at++];
    }
  }
  return id;
}

bool ContentNames::add_item(const std::string& id) {
  const bool added = items_.emplace(id, items_count_).second;
  if (added) ++items_count_;
  return added;
}

std::size_t ContentNames::set_catalog(std::string pattern, std::uint64_t size) {
  pattern_ = std::move(pattern);
  catalog_size_ = size;
  return static_cast<std::size_t>(std::ranges::count_if(
      items_, [&](const auto& item) { return catalog_number(item.first).has_value(); }));
}

std::optional<std::uint64_t> ContentNames::catalog_number(std::string_view id) const {
  const std::size_t hole = pattern_.find(kHole);
  if (catalog_size_ == 0 || hole == std::string::npos || id.size() <= hole) return std::nullopt;
  // The length of the id decides how many digits there are, so that at most one count of them fits.
  for (std::size_t digits = 1; digits <= 20 && hole + digits <= id.size(); ++digits) {
    const Quantity<std::uint64_t> number = parse_count_text(id.substr(hole, digits));
    if (!number.value) return std::nullopt;
    if (*number.value < catalog_size_ && catalog_id(pattern_, *number.value) == id) return number.value;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> ContentNames::find(std::string_view id) const {
  if (const auto item = items_.find(id); item != items_.end()) return item->second;
  const std::optional<std::uint64_t> number = catalog_number(id);
  if (!number) return std::nullopt;
  return items_count_ + static_cast<std::uint32_t>(*number);
}

void ContentNames::suggest(Nearest& nearest) const {
  std::uint64_t offered = 0;
  for (const auto& [id, index] : items_) {
    if (++offered > kSuggestionsMax) break;
    nearest.offer(id);
  }
  for (std::uint64_t i = 0; i < std::min(catalog_size_, kSuggestionsMax); ++i)
    nearest.offer(catalog_id(pattern_, i));
}

}  // namespace fleetsim::sim
