#include "core/node/flight_table.h"

#include <algorithm>

namespace fleetsim::core {

Instant Flight::deadline() const {
  Instant latest{};
  for (const Passenger& passenger : passengers) latest = std::max(latest, passenger.deadline);
  return latest;
}

std::optional<FlightId> FlightTable::joinable(const ContentKey& key, const EvalRequest& request) const {
  const auto shared = shared_.find(key);
  if (shared == shared_.end()) return std::nullopt;
  const EvalRequest& leader = *flights_.at(shared->second).request;
  if (leader.result_shape != request.result_shape || leader.cacheable != request.cacheable)
    return std::nullopt;
  return shared->second;
}

FlightId FlightTable::begin(Flight flight) {
  const FlightId id = ++last_;
  if (flight.rules.share) shared_.try_emplace(flight.key, id);
  for (const Passenger& passenger : flight.passengers) flight_of_.insert_or_assign(passenger.request, id);
  flights_.emplace(id, std::move(flight));
  return id;
}

void FlightTable::join(FlightId flight, const Passenger& passenger) {
  flights_.at(flight).passengers.push_back(passenger);
  flight_of_.insert_or_assign(passenger.request, flight);
}

Flight* FlightTable::find(FlightId flight) {
  const auto found = flights_.find(flight);
  return found == flights_.end() ? nullptr : &found->second;
}

std::optional<FlightId> FlightTable::flight_of(RequestId request) const {
  const auto found = flight_of_.find(request);
  return found == flight_of_.end() ? std::nullopt : std::optional(found->second);
}

void FlightTable::leave(FlightId flight, RequestId request) {
  std::erase_if(flights_.at(flight).passengers,
                [&](const Passenger& each) { return each.request == request; });
  flight_of_.erase(request);
}

Flight FlightTable::end(FlightId flight) {
  Flight ended = std::move(flights_.at(flight));
  flights_.erase(flight);
  for (const Passenger& passenger : ended.passengers) flight_of_.erase(passenger.request);
  if (const auto shared = shared_.find(ended.key); shared != shared_.end() && shared->second == flight)
    shared_.erase(shared);
  return ended;
}

}  // namespace fleetsim::core
