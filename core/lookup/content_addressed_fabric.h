#pragma once

#include <memory>
#include <vector>

#include "core/eval/eval_fabric.h"
#include "core/lookup/lookup_options.h"
#include "core/store/eval_cassette.h"
#include "core/store/shared_holding_index.h"

namespace fleetsim::core {

/// A peer of the synchronous fabric: its name and what answers from its cassette.
/// Contract row 3.
struct ContentPeer {
  Symbol node;
  EvalFabricRef serve;
};

/// The lookup of one node over peers in the same process: a synchronous driver of the Lookup machine. It asks one after
/// another; what needs time (hedging, retries, breakers) is the node's (core/node).
/// Determinism: the sample of peers is a function of the node's name and the key.
/// Contract row 1.
class ContentAddressedFabric final : public EvalFabric {
 public:
  /// Of two peers of one name only the first is asked when announced, both when not; see `create`.
  ContentAddressedFabric(Symbol node, std::shared_ptr<EvalCassette> local, std::vector<ContentPeer> peers);
  /// The same, but peers have different names. Error: eval/malformed, naming the first that comes twice.
  static Result<std::shared_ptr<ContentAddressedFabric>> create(Symbol node, std::shared_ptr<EvalCassette> local,
                                                                std::vector<ContentPeer> peers);

  /// Builders.
  ContentAddressedFabric& with_holding_index(std::shared_ptr<SharedHoldingIndex> index);
  ContentAddressedFabric& with_home(EvalFabricRef home);
  ContentAddressedFabric& with_options(const LookupOptions& options);
  ContentAddressedFabric& with_ledger_failure(LedgerFailure failure);

  const Symbol& node() const { return node_; }
  const std::shared_ptr<EvalCassette>& local_cassette() const { return local_; }
  const std::vector<ContentPeer>& peers() const { return peers_; }
  const std::shared_ptr<SharedHoldingIndex>& holding_index() const { return index_; }

  /// A local hit is answered and nothing else happens. Else peers, then home; a success is recorded, then announced,
  /// then returned. The options say what else a request needs or may not do; LookupOptions::reference() is the
  /// original. Errors: capability_denied; eval/no_holder; the home's; the cassette's when a success cannot be recorded.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  Result<EvalReply> taken(const ContentKey& key, const EvalRequest& request, EvalReply reply);

  Symbol node_;
  std::shared_ptr<EvalCassette> local_;
  std::vector<ContentPeer> peers_;
  std::shared_ptr<SharedHoldingIndex> index_;
  EvalFabricRef home_;
  LookupOptions options_;
  LedgerFailure ledger_failure_ = LedgerFailure::strict;
};

}  // namespace fleetsim::core
