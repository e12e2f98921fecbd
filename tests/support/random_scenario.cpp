#include "tests/support/random_scenario.h"

#include <initializer_list>

#include <fmt/format.h>

#include "tests/support/scenario_text.h"
#include "tests/support/split_mix.h"

namespace fleetsim::tests {
namespace {

using Choices = std::initializer_list<const char*>;

class Drawn {
 public:
  explicit Drawn(std::uint64_t seed) : random_(seed) {}

  std::uint64_t from(std::uint64_t low, std::uint64_t high) { return low + random_.below(high - low + 1); }
  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  std::string one_of(Choices choices) { return *(choices.begin() + random_.below(choices.size())); }

  std::string latency() {
    const std::uint64_t ms = from(1, 80);
    switch (from(0, 5)) {
      case 0:
        return fmt::format("{}ms", ms);
      case 1:
        return fmt::format("{{ uniform: [{}ms, {}ms] }}", ms, ms + from(1, 20));
      case 2:
        return fmt::format("{{ lognormal: {{ p50: {}ms, p99: {}ms }} }}", ms, 2 * ms);
      case 3:
        return fmt::format("{{ exponential: {{ min: {}ms, mean: {}ms }} }}", ms, 2 * ms);
      case 4:
        return fmt::format("{{ normal: {{ mean: {}ms, sd: {}ms }} }}", 10 * ms, ms);
      default:
        return fmt::format("{{ pareto: {{ min: {}ms, shape: 2.5 }} }}", ms);
    }
  }

  std::string fault(std::uint64_t number, const std::string& group) {
    const std::string when = one_in(3) ? fmt::format("every: {{ interval: {}s }}", from(4, 9)) : fmt::format("at: {}ms", from(200, 9'000));
    const std::string node = fmt::format("select: {{ group: {}, mode: one }}", group);
    const std::string side = fmt::format("select: {{ group: {} }}", group);
    const auto what = [&]() -> std::string {
      switch (from(0, 9)) {
        case 0:
          return "action: partition, " + side;
        case 1:
          return fmt::format("action: loss, {}, ratio: {}%", side, from(1, 60));
        case 2:
          return fmt::format("action: slow_link, {}, add: {}ms", side, from(1, 90));
        case 3:
          return fmt::format("action: duplicate, {}, ratio: {}%", side, from(1, 60));
        case 4:
          return fmt::format("action: reorder, {}, ratio: {}%, add: {}ms", side, from(1, 60), from(1, 90));
        case 5:
          return "action: pause, " + node;
        case 6:
          return fmt::format("action: slow_node, {}, factor: {}, handling: {}ms", node, from(2, 5), from(1, 9));
        case 7:
          return "action: wipe, " + node;
        case 8:
          return "action: restart, " + node;
        default:
          return "action: crash, " + node;
      }
    }();
    return fmt::format("  - {{ id: f{}, {}, {}, for: {}ms }}\n", number, what, when, from(100, 3'000));
  }

 private:
  SplitMix random_;
};

}  // namespace

std::string random_scenario_text(std::uint64_t seed) {
  Drawn drawn(seed);
  const std::uint64_t groups = drawn.from(2, 4);
  std::string text = "fleetsim: 1\nname: drawn\ntime: { stop: 20s }\nphases: [{ name: safety, until: 12s }, { name: liveness }]\ntopology:\n  groups:\n";
  for (std::uint64_t g = 0; g < groups; ++g)
    text += fmt::format("    - {{ name: g{}, count: {}, zone: z{}{}{} }}\n", g, drawn.from(2, 6), drawn.from(0, 2),
                        g == 0 || drawn.one_in(2) ? ", compute: { service: 20ms }" : "",
                        drawn.one_in(3) ? fmt::format(", clock: {{ offset: {}ms, drift: {}ppm }}", drawn.from(0, 900),
                                                      drawn.from(0, 300))
                                        : "");
  text += "  links:\n";
  for (std::uint64_t a = 0; a < groups; ++a)
    for (std::uint64_t b = a; b < groups; ++b)
      text += fmt::format("    - {{ from: {{ group: g{} }}, to: {{ group: g{} }}, latency: {}{}{} }}\n", a, b, drawn.latency(),
                          drawn.one_in(3) ? fmt::format(", jitter: {}ms", drawn.from(1, 20)) : "",
                          drawn.one_in(3) ? fmt::format(", loss: {}%", drawn.from(1, 20)) : "");
  text += fmt::format("fabric: {{ gossip: {{ strategy: {}, interval: {}ms }} }}\n",
                      drawn.one_of({"full", "rumor", "sync", "hybrid", "tree"}), drawn.from(200, 1'500));
  text += fmt::format("wire: {}\n", drawn.one_of({"encoded", "handoff"}));
  const std::uint64_t items = drawn.from(1, 6);
  text += fmt::format("content: {{ catalog: {{ size: {}, expr: \"work-{{i}}\" }} }}\n", items);
  text += fmt::format("preload: [{{ holder: {{ group: g{} }}, content: all, deal: round_robin }}]\n", drawn.from(0, groups - 1));
  text += "workload:\n";
  for (std::uint64_t r = drawn.from(1, 8); r > 0; --r)
    text += fmt::format("  - {{ at: {}ms, node: g{}-1, content: work-{}, as: r{} }}\n", drawn.from(0, 11'000),
                        drawn.from(0, groups - 1), drawn.from(0, items - 1), r);
  const std::uint64_t faults = drawn.from(0, 4);
  if (faults > 0) text += "faults:\n";
  for (std::uint64_t f = 0; f < faults; ++f) text += drawn.fault(f, fmt::format("g{}", drawn.from(0, groups - 1)));
  return text;
}

sim::Scenario random_scenario(std::uint64_t seed) { return scenario_of(random_scenario_text(seed)); }

}  // namespace fleetsim::tests
