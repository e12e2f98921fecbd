#include "core/lookup/content_addressed_fabric.h"

#include <algorithm>
#include <set>

#include "core/base/checksum.h"
#include "core/env/dice.h"
#include "core/eval/result_shape.h"
#include "core/lookup/lookup.h"
#include "core/lookup/request_rules.h"
#include "core/wire/message.h"

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

ContentAddressedFabric& ContentAddressedFabric::with_options(const LookupOptions& options) {
  options_ = options;
  return *this;
}

ContentAddressedFabric& ContentAddressedFabric::with_ledger_failure(LedgerFailure failure) {
  ledger_failure_ = failure;
  return *this;
}

Result<std::shared_ptr<ContentAddressedFabric>> ContentAddressedFabric::create(Symbol node,
                                                                               std::shared_ptr<EvalCassette> local,
                                                                               std::vector<ContentPeer> peers) {
  std::set<Symbol> names;
  for (const ContentPeer& peer : peers)
    if (!names.insert(peer.node).second)
      return Error::eval("two peers are called " + peer.node.text(), ErrorCode::malformed);
  return std::make_shared<ContentAddressedFabric>(std::move(node), std::move(local), std::move(peers));
}

Result<EvalReply> ContentAddressedFabric::realize(EvalContext& context, const EvalRequest& request) {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return key.error();
  if (options_.check_every_hit)
    if (const Result<void> granted = context.require_all(request.required_capabilities); !granted)
      return granted.error();
  RequestRules rules = RequestRules::of(request, home_ != nullptr, options_);
  // The home of a synchronous fabric is somebody else: nothing is computed here.
  if (rules.own_home_only) rules.stages.home = false;
  if (rules.read_cassette) {
    if (const std::optional<StoredReply> held = local_->get_stored(*key)) {
      if (fits_request(*held, request, options_)) return held->decode();
      rules.stages.announced = rules.stages.peers = false;
    }
  }

  const ContentPeers peers(peers_);
  Dice dice(0, checksum64(as_bytes(node_.text())) ^ checksum64(ByteView(key->digest())));
  Lookup lookup(index_->holders_of(*key), rules.stages);
  Lookup::Step step = lookup.start(node_, peers, options_, dice);
  while (true) {
    if (const auto* fail = std::get_if<Lookup::Fail>(&step)) return fail->error;
    const auto* peer = std::get_if<Lookup::AskPeer>(&step);
    const AnswerSource source = peer ? peer->source : AnswerSource::home;
    const EvalFabricRef& asked = peer ? peers_[peer->position].serve : home_;
    Result<EvalReply> reply = asked->realize(context, request);
    Result<StoredReply> stored = reply ? StoredReply::encode(*reply) : Result<StoredReply>(reply.error());
    if (stored && !fits_request(*stored, request, options_)) {
      lookup.go_home();
      stored = wrong_shape_error(*request.result_shape);
    }
    if (stored) return rules.keep ? taken(*key, request, *std::move(reply)) : reply;
    step = lookup.on_failure(source, stored.error(), node_, peers);
  }
}

// A reply that somebody gave: recorded, announced, returned, unless it is not to be kept.
Result<EvalReply> ContentAddressedFabric::taken(const ContentKey& key, const EvalRequest& request, EvalReply reply) {
  // Kept for a while is kept not at all here: there is no clock.
  const bool for_ever = keep_span(request, options_) == kUnlimited;
  if (!for_ever || (!options_.keep_error_replies && reports_error(reply))) return reply;
  if (const Result<void> recorded = local_->record(key, reply); !recorded) {
    if (ledger_failure_ == LedgerFailure::strict) return recorded.error();
    reply.diagnostics.push_back(not_recorded_warning(recorded.error()));
    return reply;
  }
  index_->announce({node_, key});
  return reply;
}

}  // namespace fleetsim::core
