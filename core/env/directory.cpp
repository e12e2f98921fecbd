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

Peers::Peers(std::shared_ptr<const Directory> directory, NodeId self, std::vector<NodeId> listed)
    : directory_(std::move(directory)),
      self_(self),
      listed_(std::make_shared<const std::vector<NodeId>>(std::move(listed))) {
  std::vector<NodeId> sorted = *listed_;
  std::ranges::sort(sorted);
  FLEET_CHECK(std::ranges::adjacent_find(sorted) == sorted.end(), "a peer listed twice");
  FLEET_CHECK(!std::ranges::binary_search(sorted, self), "a node among its own peers");
}

std::uint32_t Peers::size() const {
  return listed_ ? static_cast<std::uint32_t>(listed_->size()) : directory_->size() - 1;
}

NodeId Peers::id(std::uint32_t position) const {
  if (listed_) return (*listed_)[position];
  return position < self_ ? position : position + 1;
}

bool Peers::contains(NodeId id) const {
  if (listed_) return std::ranges::find(*listed_, id) != listed_->end();
  return id < directory_->size() && id != self_;
}

std::optional<std::uint32_t> Peers::find(const Symbol& name) const {
  const std::optional<NodeId> id = directory_->find(name);
  if (!id || *id == self_) return std::nullopt;
  if (!listed_) return *id < self_ ? *id : *id - 1;
  const auto found = std::ranges::find(*listed_, *id);
  if (found == listed_->end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - listed_->begin());
}

}  // namespace fleetsim::core
