#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/eval/content_key.h"
#include "core/eval/eval_request.h"
#include "core/value/symbol.h"

namespace fleetsim::core {

/// Content keys by digest, both ends included.
struct KeyRange {
  Digest first{};
  Digest last{};

  bool contains(const ContentKey& key) const { return first <= key.digest() && key.digest() <= last; }
  friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

/// Every key whose digest begins with these hexadecimal digits, or lies between two such beginnings: `"00"`,
/// `"7f"`. Errors: eval for other characters, more than 64 digits, or an end before the beginning.
Result<KeyRange> key_range(std::string_view first_digits, std::string_view last_digits);

/// Where requests of one kind go. Every condition that is given must hold.
struct Route {
  std::optional<CapabilityName> capability;  ///< the request declares it
  std::optional<KeyRange> keys;              ///< its content key lies in it
  /// By name, in the order of trying; the node itself among them means: answer here.
  std::vector<Symbol> next_hops;

  bool takes(const EvalRequest& request, const ContentKey& key) const;
  friend bool operator==(const Route&, const Route&) = default;
};

/// The routes of one node: the first that takes a request decides, and what none takes goes nowhere. Made
/// once, never learned: for small fleets whose members are known.
class RouteTable {
 public:
  RouteTable() = default;
  explicit RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {}

  const std::vector<Route>& routes() const { return routes_; }
  /// The next hops of the first route that takes it. Error: eval/no_route.
  Result<std::span<const Symbol>> next_hops(const EvalRequest& request, const ContentKey& key) const;

  friend bool operator==(const RouteTable&, const RouteTable&) = default;

 private:
  std::vector<Route> routes_;
};

}  // namespace fleetsim::core
