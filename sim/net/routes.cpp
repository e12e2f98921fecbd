#include "sim/net/routes.h"

#include <algorithm>

#include "core/base/check.h"

namespace fleetsim::sim {

void Routes::fail(const std::vector<Lane>& lanes) {
  if (lanes.empty()) return;
  for (const Lane lane : lanes) ++failures_[lane];
  find_anew();
}

void Routes::restore(const std::vector<Lane>& lanes) {
  if (lanes.empty()) return;
  for (const Lane lane : lanes) {
    FLEET_CHECK(failures_[lane] > 0, "a lane that had not failed");
    --failures_[lane];
  }
  find_anew();
}

void Routes::find_anew() {
  for (std::size_t lane = 0; lane < failures_.size(); ++lane) avoid_[lane] = failures_[lane] > 0;
  std::ranges::fill(found_, nullptr);
}

}  // namespace fleetsim::sim
