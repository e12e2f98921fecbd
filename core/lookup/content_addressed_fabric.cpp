#include "core/lookup/content_addressed_fabric.h"

#include <algorithm>

#include "core/lookup/lookup.h"

namespace fleetsim::core {
namespace {

class ContentPeers final : public PeerList {
 public:
  explicit ContentPeers(const std::vector<ContentPeer>& peers) : peers_(peers) {}

  std::uint32_t size() const override { return static_cast<std::uint32_t>(peers_.size()); }
  const Symbol& name(std::uint32_t position) const override { return peers_[position].node; }
  std::optional<std::uint32_t> find(const Symbol& name) const override {
    const auto found = std::ranges::find(peers_, name, &ContentPeer::node);
    if (found == peers_.end()) return std::nullopt;
    return static_cast<std::uint32_t>(found - peers_.begin());
  }

 private:
  const std::vector<ContentPeer>& peers_;
};

}  // namespace

ContentAddressedFabric::ContentAddressedFabric(Symbol node, std::shared_ptr<EvalCassette> local,
                                               std::vector<ContentPeer> peers)
    : node_(std::move(node)),
      local_(std::move(local)),
      peers_(std::move(peers)),
      index_(std::make_shared<SharedHoldingIndex>()) {}

ContentAddressedFabric& ContentAddressedFabric::with_holding_index(std::shared_ptr<SharedHoldingIndex> index) {
  index_ = std::move(index);
  return *this;
}

ContentAddressedFabric& ContentAddressedFabric::with_home(EvalFabricRef home) {
  home_ = std::move(home);
  return *this;
}

Result<EvalReply> ContentAddressedFabric::realize(EvalContext& context, const EvalRequest& request) {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return key.error();
  if (std::optional<EvalReply> held = local_->get(*key)) return *std::move(held);

  const ContentPeers peers(peers_);
  const LookupOptions options;
  Lookup lookup(index_->holders_of(*key), home_ != nullptr);
  Lookup::Step step = lookup.start(node_, peers, options);
  while (true) {
    if (const auto* fail = std::get_if<Lookup::Fail>(&step)) return fail->error;
    if (const auto* record = std::get_if<Lookup::Record>(&step)) {
      if (Result<void> recorded = local_->record(*key, record->reply); !recorded) return recorded.error();
      index_->announce({node_, *key});
      return record->reply.decode();
    }
    const auto* peer = std::get_if<Lookup::AskPeer>(&step);
    const EvalFabricRef& asked = peer ? peers_[peer->position].serve : home_;
    Result<EvalReply> reply = asked->realize(context, request);
    if (!reply) {
      step = lookup.on_failure(reply.error(), node_, peers, options);
    } else if (Result<StoredReply> stored = StoredReply::encode(*reply); stored) {
      step = lookup.on_reply(*std::move(stored));
    } else {
      step = lookup.on_failure(stored.error(), node_, peers, options);
    }
  }
}

}  // namespace fleetsim::core
