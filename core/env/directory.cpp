#include "core/env/directory.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::core {

Directory::Directory(std::vector<Symbol> names) : names_(std::move(names)) {
  ids_.reserve(names_.size());
  for (NodeId id = 0; id < names_.size(); ++id)
    FLEET_CHECK(ids_.try_emplace(names_[id], id).second, "two nodes of one name");
}

std::optional<NodeId> Directory::find(const Symbol& name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

std::uint32_t Peers::size() const {
  return listed_ ? static_cast<std::uint32_t>(listed_->size()) : directory_->size();
}

std::optional<std::uint32_t> Peers::find(const Symbol& name) const {
  const std::optional<NodeId> id = directory_->find(name);
  if (!id || !listed_) return id;
  const auto found = std::ranges::find(*listed_, *id);
  if (found == listed_->end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - listed_->begin());
}

}  // namespace fleetsim::core
