#include "sim/scenario/distribution_text.h"

#include <variant>
#include <vector>

#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {
namespace {

std::string text_of(const Constant& constant) {
  return duration_text(constant.value);
}

std::string text_of(const Uniform& uniform) {
  return FlowMap()
      .add("uniform", flow_list({duration_text(uniform.low), duration_text(uniform.high)}))
      .text();
}

std::string text_of(const Exponential& exponential) {
  // In the file the mean is that of the whole; in the model, of the part above the minimum.
  FlowMap map;
  map.add("min", duration_text(exponential.min));
  map.add("mean", duration_text(exponential.min + exponential.mean_above));
  return FlowMap().add("exponential", map.text()).text();
}

std::string text_of(const Normal& normal) {
  FlowMap map;
  map.add("mean", duration_text(normal.mean)).add("sd", duration_text(normal.sd));
  return FlowMap().add("normal", map.text()).text();
}

std::string text_of(const LogNormal& log_normal) {
  FlowMap map;
  map.add("p50", duration_text(log_normal.p50())).add("p99", duration_text(log_normal.p99()));
  return FlowMap().add("lognormal", map.text()).text();
}

std::string text_of(const Pareto& pareto) {
  FlowMap map;
  map.add("min", duration_text(pareto.min)).add("shape", number_text(pareto.shape));
  map.add("cap", pareto.cap == kDrawnSpanMax ? "none" : duration_text(pareto.cap));
  return FlowMap().add("pareto", map.text()).text();
}

std::string text_of(const Weibull& weibull) {
  FlowMap map;
  map.add("scale", duration_text(weibull.scale)).add("shape", number_text(weibull.shape));
  return FlowMap().add("weibull", map.text()).text();
}

std::string text_of(const Bimodal& bimodal) {
  FlowMap map;
  map.add("fast", duration_text(bimodal.fast)).add("slow", duration_text(bimodal.slow));
  map.add("slow_share", ratio_text(bimodal.slow_share));
  return FlowMap().add("bimodal", map.text()).text();
}

std::string text_of(const Empirical& empirical) {
  std::vector<std::string> points;
  for (const Empirical::Point& point : empirical.points())
    points.push_back(flow_list({ratio_text(point.share), duration_text(point.value)}));
  return FlowMap().add("empirical", flow_list(points)).text();
}

}  // namespace

std::string distribution_text(const Distribution& distribution) {
  return std::visit([](const auto& kind) { return text_of(kind); }, distribution);
}

}  // namespace fleetsim::sim
