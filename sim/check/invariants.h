#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/node/fabric_options.h"
#include "sim/check/check.h"
#include "sim/scenario/scenario.h"

namespace fleetsim::sim {

/// Which replies are genuine: what was preloaded, and what a home computed. Shared by the invariants on content.
class GenuineReplies {
 public:
  void on(const Fact& fact);
  bool genuine(const core::ContentKey& key, const core::Digest& reply) const { return for_key_.contains({key, reply}); }
  bool known(const core::Digest& reply) const { return all_.contains(reply); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(for_key_, all_);
  }

 private:
  void add(const core::ContentKey& key, const core::Digest& reply);

  std::set<std::pair<core::ContentKey, core::Digest>> for_key_;
  std::set<core::Digest> all_;
};

/// A named invariant that is judged in every run.
struct Invariant {
  std::string name;
  std::unique_ptr<Check> check;
};

/// All of them, in the order of the table in README.md. Acknowledged records must survive only when the ledger syncs.
std::vector<Invariant> all_invariants(const Scenario& scenario);

}  // namespace fleetsim::sim
