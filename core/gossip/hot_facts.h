#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "core/base/node_id.h"
#include "core/store/fact_table.h"

namespace fleetsim::core {

/// The news of one node: facts that it still passes on, those that were sent least often first, then the oldest. A plain
/// value; memory as the number of facts in it. Determinism: ids are only looked up, never put in order.
class HotFacts {
 public:
  /// A fact that is news here.
  struct Hot {
    FactId fact = 0;
    NodeId from = kNobody;  ///< who told; it is not told back
    bool compact = false;   ///< everybody must know the content by now

    friend bool operator==(const Hot&, const Hot&) = default;
  };
  /// How often it was sent, and its number among all that ever came.
  using Place = std::pair<std::uint32_t, std::uint64_t>;

  bool empty() const { return by_place_.empty(); }
  std::size_t size() const { return by_place_.size(); }
  bool contains(FactId fact) const { return places_.contains(fact); }

  /// A fact that is there already stays where it is.
  void add(const Hot& hot) {
    const Place place{0, next_};
    if (!places_.try_emplace(hot.fact, place).second) return;
    ++next_;
    by_place_.emplace(place, hot);
  }
  void remove(FactId fact) {
    const auto found = places_.find(fact);
    if (found == places_.end()) return;
    by_place_.erase(found->second);
    places_.erase(found);
  }
  /// It was sent so many times more; gone once it has been sent `budget` times.
  void sent(FactId fact, std::uint32_t times, std::uint32_t budget) {
    const auto found = places_.find(fact);
    if (found == places_.end()) return;
    auto node = by_place_.extract(found->second);
    const std::uint32_t total = found->second.first > UINT32_MAX - times ? UINT32_MAX : found->second.first + times;
    if (total >= budget) {
      places_.erase(found);
      return;
    }
    found->second.first = total;
    node.key() = found->second;
    by_place_.insert(std::move(node));
  }

  /// In the order of sending.
  const std::map<Place, Hot>& in_order() const { return by_place_; }

  /// The state, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(by_place_, places_, next_);
  }

 private:
  std::map<Place, Hot> by_place_;
  std::map<FactId, Place> places_;
  std::uint64_t next_ = 0;
};

}  // namespace fleetsim::core
