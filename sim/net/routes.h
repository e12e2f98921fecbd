#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/net/sites.h"

namespace fleetsim::sim {

/// The routes that packets take right now, found once per site that sends, and again when links fail or come back.
/// A value: copies share what has been found already, which never changes, and find the rest on their own, so that they
/// may be used on different threads.
class Routes {
 public:
  explicit Routes(std::shared_ptr<const Sites> sites)
      : sites_(std::move(sites)), failures_(sites_->lanes()), avoid_(sites_->lanes()), found_(sites_->size()) {}

  const Sites& sites() const { return *sites_; }

  /// The way from one site to another; null: there is none. Good until links fail or come back.
  const Route* between(SiteId from, SiteId to) {
    if (!found_[from]) found_[from] = std::make_shared<const RouteTable>(sites_->routes_from(from, avoid_));
    return found_[from]->reachable[to] ? &found_[from]->to[to] : nullptr;
  }

  /// Lanes fail as often as they are restored before they carry packets again.
  void fail(const std::vector<Lane>& lanes);
  void restore(const std::vector<Lane>& lanes);

  /// The state beside the map, for whoever saves it (core/README.md).
  template <class Archive>
  void serialize(Archive& archive) {
    archive(failures_);
    if constexpr (Archive::kLoading) {
      failures_.resize(avoid_.size());
      find_anew();
    }
  }

 private:
  void find_anew();

  std::shared_ptr<const Sites> sites_;
  std::vector<std::uint32_t> failures_;  // per lane: faults that keep it down
  std::vector<bool> avoid_;              // per lane: whether there is any
  std::vector<std::shared_ptr<const RouteTable>> found_;  // per site; null: not asked for yet
};

}  // namespace fleetsim::sim
