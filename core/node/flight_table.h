#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/env/input.h"
#include "core/lookup/lookup.h"
#include "core/lookup/request_rules.h"
#include "core/node/ask_book.h"

namespace fleetsim::core {

/// One request that waits for a flight.
struct Passenger {
  RequestId request = 0;
  Instant deadline = kNever;
  bool wants_explanation = false;
};

/// One lookup under way, with everybody on this machine who waits for it. Plain data.
struct Flight {
  ContentKey key;
  SharedRequest request;  ///< the leader's
  RequestRules rules;
  Lookup machine;
  RequestId leader = 0;                 ///< whose request began it
  std::vector<Passenger> passengers{};  ///< in the order of asking; never empty
  std::vector<AskId> asks{};            ///< open ones
  std::string story{};                  ///< who was asked and what came of it, for explanations
  Instant give_up = kNever;  ///< no use in waiting for an overloaded home beyond this; set by the first wait

  /// The latest deadline of those who wait.
  Instant deadline() const;
};

/// The flights of one node: at most one that can be joined per key. A plain value.
class FlightTable {
 public:
  /// The flight that such a request may join: same key, shape and cacheability, and flights are shared.
  std::optional<FlightId> joinable(const ContentKey& key, const EvalRequest& request) const;
  FlightId begin(Flight flight);
  void join(FlightId flight, const Passenger& passenger);

  Flight* find(FlightId flight);
  Flight& at(FlightId flight) { return flights_.at(flight); }
  /// The flight that the request waits for.
  std::optional<FlightId> flight_of(RequestId request) const;
  /// Takes one passenger off; the flight stays. Requires that it is on it.
  void leave(FlightId flight, RequestId request);
  /// Takes the flight out of the table with everybody on it.
  Flight end(FlightId flight);

  std::size_t requests() const { return flight_of_.size(); }
  std::size_t size() const { return flights_.size(); }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(flights_, flight_of_, shared_, last_);
  }

 private:
  std::map<FlightId, Flight> flights_;
  std::map<RequestId, FlightId> flight_of_;
  std::map<ContentKey, FlightId> shared_;
  FlightId last_ = 0;
};

}  // namespace fleetsim::core
