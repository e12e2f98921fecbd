#include "sim/scenario/network_text.h"

#include <fmt/format.h>

#include "sim/scenario/distribution_text.h"
#include "sim/scenario/units.h"

namespace fleetsim::sim {
namespace {

void add_waiting(FlowMap& map, const Queue& queue, Sharing sharing) {
  const std::string limit = queue.bytes_max == 0 ? "unbounded" : size_text(queue.bytes_max);
  map.add("queue", FlowMap().add("limit", limit).add("discipline", "droptail").text());
  map.add("sharing", sharing == Sharing::shared ? "shared" : "dedicated");
}

std::string step_text(const LinkProfile::Step& step) {
  FlowMap map;
  map.add("at", duration_text(step.at)).add("latency_factor", number_text(step.latency_factor));
  if (step.loss) map.add("loss", ratio_text(*step.loss));
  if (step.bandwidth) map.add("bandwidth", bandwidth_text(*step.bandwidth));
  return map.text();
}

std::string profile_text(const LinkProfile& profile) {
  std::vector<std::string> steps;
  for (const LinkProfile::Step& step : profile.steps) steps.push_back(step_text(step));
  if (!profile.period) return flow_list(steps);
  return FlowMap().add("period", duration_text(*profile.period)).add("steps", flow_list(steps)).text();
}

bool has_bandwidth(const Link& link) {
  for (const LinkProfile::Step& step : link.profile.steps)
    if (step.bandwidth) return true;
  return link.bandwidth != Bandwidth{};
}

}  // namespace

std::string burst_text(const BurstLoss& burst) {
  return FlowMap()
      .add("good", ratio_text(burst.good))
      .add("bad", ratio_text(burst.bad))
      .add("good_mean", duration_text(burst.good_mean))
      .add("bad_mean", duration_text(burst.bad_mean))
      .text();
}

std::string bandwidth_text(const Bandwidth& bandwidth) {
  if (bandwidth.up == bandwidth.down) return rate_text(bandwidth.up);
  FlowMap map;
  if (bandwidth.up > 0) map.add("up", rate_text(bandwidth.up));
  if (bandwidth.down > 0) map.add("down", rate_text(bandwidth.down));
  return map.text();
}

void add_link_traits(FlowMap& map, const Link& link) {
  map.add("latency", distribution_text(link.latency)).add("jitter", duration_text(link.jitter));
  map.add("loss", link.burst ? FlowMap().add("burst", burst_text(*link.burst)).text() : ratio_text(link.loss));
  map.add("duplicate", ratio_text(link.duplicate));
  if (link.reorder.ratio.numerator > 0)
    map.add("reorder", FlowMap()
                           .add("ratio", ratio_text(link.reorder.ratio))
                           .add("add", duration_text(link.reorder.add))
                           .text());
  map.add("corrupt", ratio_text(link.corrupt));
  if (link.bandwidth != Bandwidth{}) map.add("bandwidth", bandwidth_text(link.bandwidth));
  if (has_bandwidth(link)) add_waiting(map, link.queue, link.sharing);
  if (link.mtu > 0) map.add("mtu", size_text(link.mtu));
  if (!link.profile.steps.empty()) map.add("profile", profile_text(link.profile));
  map.add("transport", link.transport == Link::Transport::stream ? "stream" : "datagram");
  map.add("symmetric", link.symmetric ? "true" : "false");
}

void add_network_effect(FlowMap& map, const Fault& fault) {
  if (fault.burst)
    map.add("burst", burst_text(*fault.burst));
  else if (is_for_a_share(fault.action))
    map.add("ratio", ratio_text(fault.ratio));
  if (fault.action == FaultAction::slow_link || fault.action == FaultAction::reorder)
    map.add("add", duration_text(fault.add));
  if (fault.action == FaultAction::throttle) {
    map.add("bandwidth", bandwidth_text(fault.bandwidth));
    add_waiting(map, fault.queue, fault.sharing);
  }
  if (fault.flap)
    map.add("down", distribution_text(fault.flap->down))
        .add("up", distribution_text(fault.flap->up));
}

}  // namespace fleetsim::sim
