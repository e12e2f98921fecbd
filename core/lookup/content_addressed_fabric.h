#pragma once

#include <memory>
#include <vector>

#include "core/eval/eval_fabric.h"
#include "core/lookup/lookup_options.h"
#include "core/store/eval_cassette.h"
#include "core/store/shared_holding_index.h"

namespace fleetsim::core {

/// A peer of the synchronous fabric: its name and what answers from its cassette.
struct ContentPeer {
  Symbol node;
  EvalFabricRef serve;
};

/// The lookup of one node over peers in the same process: a synchronous driver of the Lookup machine.
class ContentAddressedFabric final : public EvalFabric {
 public:
  ContentAddressedFabric(Symbol node, std::shared_ptr<EvalCassette> local, std::vector<ContentPeer> peers);

  /// Builders.
  ContentAddressedFabric& with_holding_index(std::shared_ptr<SharedHoldingIndex> index);
  ContentAddressedFabric& with_home(EvalFabricRef home);

  const Symbol& node() const { return node_; }
  const std::shared_ptr<EvalCassette>& local_cassette() const { return local_; }
  const std::vector<ContentPeer>& peers() const { return peers_; }
  const std::shared_ptr<SharedHoldingIndex>& holding_index() const { return index_; }

  /// A local hit is answered and nothing else happens. Else peers, then home; a success is recorded, then announced,
  /// then returned. Errors: eval/no_holder; the home's; the cassette's when a success cannot be recorded.
  Result<EvalReply> realize(EvalContext& context, const EvalRequest& request) override;

 private:
  Symbol node_;
  std::shared_ptr<EvalCassette> local_;
  std::vector<ContentPeer> peers_;
  std::shared_ptr<SharedHoldingIndex> index_;
  EvalFabricRef home_;
};

}  // namespace fleetsim::core
