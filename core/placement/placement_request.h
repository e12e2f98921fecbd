#pragma once

#include <utility>

#include "core/placement/placement_limits.h"

namespace fleetsim::core {

/// What is asked of a server site: a report on the placement, the profile of what comes back, and bounds.
/// Contract row 12.
class ServerPlacementRequest {
 public:
  /// Not pinned to realtime, default limits.
  ServerPlacementRequest(Expr placement_report, TransportProfile output_profile)
      : placement_report_(std::move(placement_report)), output_profile_(std::move(output_profile)) {}
  static ServerPlacementRequest buffered_preview(Expr placement_report) {
    return {std::move(placement_report), server_buffered_preview_profile()};
  }
  static ServerPlacementRequest render_return(Expr placement_report) {
    return {std::move(placement_report), server_render_return_profile()};
  }

  ServerPlacementRequest with_realtime_pin(bool pinned) && {
    realtime_pinned_ = pinned;
    return std::move(*this);
  }
  ServerPlacementRequest with_resource_limits(const PlacementResourceLimits& limits) && {
    resource_limits_ = limits;
    return std::move(*this);
  }

  const Expr& placement_report() const { return placement_report_; }
  const TransportProfile& output_profile() const { return output_profile_; }
  bool realtime_pinned() const { return realtime_pinned_; }
  const PlacementResourceLimits& resource_limits() const { return resource_limits_; }

 private:
  Expr placement_report_;
  TransportProfile output_profile_;
  bool realtime_pinned_ = false;
  PlacementResourceLimits resource_limits_;
};

}  // namespace fleetsim::core
