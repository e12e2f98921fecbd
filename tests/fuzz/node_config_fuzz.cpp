// Any bytes are a node's configuration, or a request, or have findings; nothing crashes.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/check.h"
#include "sim/scenario/node_config_reader.h"
#include "sim/scenario/request_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fleetsim;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const sim::NodeConfigResult config = sim::read_node_config(text, "fuzz.yaml");
  for (const sim::Finding& finding : config.findings) FLEET_CHECK(!finding.text().empty());
  if (config.ok()) {
    FLEET_CHECK(!config.config.name.empty() && !config.config.data.empty());
    FLEET_CHECK(config.config.tls || config.config.allow_plaintext_beyond_loopback ||
                    core::is_loopback(config.config.listen),
                "plain text beyond this machine");
  }
  const sim::RequestResult request = sim::read_request(text, "fuzz.json");
  for (const sim::Finding& finding : request.findings) FLEET_CHECK(!finding.text().empty());
  return 0;
}
