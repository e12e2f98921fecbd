#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "core/base/node_id.h"
#include "core/env/peer_list.h"

namespace fleetsim::core {

/// Which name belongs to which address. Made once by the host, shared by everybody on it, never changed.
class Directory {
 public:
  /// `names[id]` is the name of address `id`; names are distinct.
  explicit Directory(std::vector<Symbol> names);

  std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }
  const Symbol& name(NodeId id) const { return names_[id]; }
  std::optional<NodeId> find(const Symbol& name) const;

 private:
  std::vector<Symbol> names_;
  std::unordered_map<Symbol, NodeId, SymbolHash> ids_;  // look-ups only
};

/// The peers of one node by address: a list, or everybody else in the directory. A few pointers, whatever the fleet's
/// size.
class Peers final : public PeerList {
 public:
  /// Everybody but `self`, in directory order.
  Peers(std::shared_ptr<const Directory> directory, NodeId self) : directory_(std::move(directory)), self_(self) {}
  /// Exactly these, in this order; distinct, and not `self`.
  Peers(std::shared_ptr<const Directory> directory, NodeId self, std::vector<NodeId> listed);

  std::uint32_t size() const override;
  NodeId id(std::uint32_t position) const;
  const Symbol& name(std::uint32_t position) const override { return directory_->name(id(position)); }
  std::optional<std::uint32_t> find(const Symbol& name) const override;

  /// Whether that address is one of them.
  bool contains(NodeId id) const;

  NodeId self() const { return self_; }
  const Directory& directory() const { return *directory_; }

 private:
  std::shared_ptr<const Directory> directory_;
  NodeId self_;
  std::shared_ptr<const std::vector<NodeId>> listed_;  // null: everybody else
};

}  // namespace fleetsim::core
