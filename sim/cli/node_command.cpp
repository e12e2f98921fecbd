// `fleetsim node`: one real node in the foreground.

#include <fstream>
#include <ostream>

#include <fmt/format.h>

#include "core/host/node_host.h"
#include "reports/observation_json.h"
#include "reports/one_line.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/scenario/node_config_reader.h"

namespace fleetsim::sim {
namespace {

core::NodeConfig read_config(const std::string& path, std::ostream& err) {
  NodeConfigResult read = read_node_config_file(path);
  for (const Finding& finding : read.findings) err << finding.text() << '\n';
  if (!read.ok())
    throw BadInput(fmt::format("{} {} in the configuration of the node", read.findings.size(),
                               read.findings.size() == 1 ? "finding" : "findings"));
  return std::move(read.config);
}

/// Every line is written out at once: whoever follows the log sees what has happened, also after a crash.
core::HostWatch write_to(std::ostream& out, const std::string& node) {
  const auto put = [&out](const std::string& line) { out << line << '\n' << std::flush; };
  return {
      .observed =
          [=](core::Instant at, const core::Observation& fact, const core::HostNames& names) {
            put(reports::observation_json(at, node, fact, names));
          },
      .link = [=](core::Instant at, const core::LinkFact& fact) { put(reports::link_json(at, node, fact)); },
      .started =
          [=](core::Instant at, std::uint32_t incarnation, const core::Address& listen,
              const std::optional<core::Address>& admin) {
            put(reports::started_json(at, node, incarnation, listen, admin));
          },
      .stopped = [=](core::Instant at) { put(reports::stopped_json(at, node)); }};
}

}  // namespace

int node_command(const Arguments& arguments, Session& session) {
  const core::NodeConfig config = read_config(arguments.node.config, session.err);
  if (arguments.node.check) {
    session.out << reports::one_line(arguments.node.config) << ": ok\n" << std::flush;
    return kExitPass;
  }
  std::ofstream file;
  if (config.log != "-") {
    file.open(config.log, std::ios::app);
    if (!file)
      throw BadInput(
          fmt::format("{}: cannot be opened for writing, expected a file for the log", config.log));
  }
  core::NodeHost host(config,
                      write_to(file.is_open() ? static_cast<std::ostream&>(file) : session.out, config.name));
  if (const core::Result<void> started = host.start(); !started) throw BadInput(started.error().text());
  if (session.interrupt_signal() != 0) host.stop();  // it came before anybody listened for it
  host.run(true);
  return kExitPass;
}

}  // namespace fleetsim::sim
