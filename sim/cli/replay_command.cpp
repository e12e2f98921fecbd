#include <filesystem>

#include <fmt/format.h>

#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"

namespace fleetsim::sim {

int replay_command(const Arguments& arguments, Session& session) {
  std::error_code absent;  // left to the reader, which says so
  const std::string& scenario = arguments.scenarios.front();
  if (std::filesystem::is_directory(scenario, absent))
    throw BadInput(fmt::format("{}: a directory, expected one scenario file to replay", scenario));
  return run_command(arguments, session);
}

}  // namespace fleetsim::sim
