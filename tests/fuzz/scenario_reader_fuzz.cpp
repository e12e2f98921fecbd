// Any bytes are a scenario or have findings; what is a scenario is still one after printing.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "sim/scenario/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fleetsim;
  const sim::ReaderLimits limits{.bytes_max = 64 * 1024,
                                 .yaml_nodes_max = 10'000,
                                 .depth_max = 64,
                                 .nodes_max = 2'000,
                                 .content_max = 2'000};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const sim::ReadResult read = sim::read_scenario(text, "fuzz.yaml", {}, limits);
  for (const sim::Finding& finding : read.findings) FLEET_CHECK(!finding.text().empty());
  if (!read.ok()) return 0;
  // Printing writes out what an alias or a default left short.
  sim::ReaderLimits printed_limits = limits;
  printed_limits.bytes_max = 16 * 1024 * 1024;
  printed_limits.yaml_nodes_max = 1'000'000;
  const std::string printed = sim::print_scenario(read.scenario);
  const sim::ReadResult again = sim::read_scenario(printed, "printed.yaml", {}, printed_limits);
  FLEET_CHECK(again.ok(), again.ok() ? "" : again.findings.front().text());
  FLEET_CHECK(sim::print_scenario(again.scenario) == printed, "printing is not stable");
  return 0;
}
