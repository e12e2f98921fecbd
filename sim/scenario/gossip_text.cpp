#include "sim/scenario/gossip_text.h"

#include <vector>

#include <fmt/format.h>

#include "sim/scenario/units.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {
namespace {

std::string budget_text(std::uint32_t budget) {
  if (budget == core::kBudgetBySize) return "auto";
  return budget == core::kNoBudget ? "unlimited" : count_text(budget);
}

}  // namespace

std::string gossip_text(const core::GossipOptions& options) {
  FlowMap map;
  map.add("strategy", to_string(options.strategy))
      .add("interval", duration_text(options.interval))
      .add("jitter", ratio_text(options.jitter))
      .add("spacing", to_string(options.spacing))
      .add("phase", to_string(options.phase))
      .add("fanout", count_text(options.fanout))
      .add("direction", to_string(options.direction))
      .add("budget", budget_text(options.budget))
      .add("loss", ratio_text(options.loss))
      .add("batch", size_text(options.batch_bytes))
      .add("queue", count_text(options.queue))
      .add("compact", bool_text(options.compact))
      .add("sync", FlowMap()
                       .add("interval", duration_text(options.sync.interval))
                       .add("jitter", ratio_text(options.sync.jitter))
                       .add("reconciler", to_string(options.sync.reconciler))
                       .add("again", duration_text(options.sync.again))
                       .add("batch", size_text(options.sync.batch_bytes))
                       .text())
      .add("tree", FlowMap()
                       .add("active", count_text(options.tree.active))
                       .add("passive", count_text(options.tree.passive))
                       .add("shuffle", duration_text(options.tree.shuffle))
                       .add("lazy_tick", duration_text(options.tree.lazy_tick))
                       .add("graft_after", duration_text(options.tree.graft_after))
                       .text());
  std::vector<std::string> seeds;
  for (const core::Symbol& seed : options.seeds) seeds.push_back(seed.text());
  if (!seeds.empty()) map.add("seeds", yaml_texts(seeds));
  if (options.locality.numerator > 0) map.add("locality", ratio_text(options.locality));
  return map.text();
}

}  // namespace fleetsim::sim
