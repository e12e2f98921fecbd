#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/format.h>

#include "reports/one_line.h"
#include "sim/cli/bad_input.h"
#include "sim/cli/commands.h"
#include "sim/cli/scenario_files.h"

namespace fleetsim::sim {
namespace {

constexpr std::size_t kColumns = 4;
using Row = std::array<std::string, kColumns>;

std::string first_line(const std::string& text) {
  const std::size_t start = text.find_first_not_of(" \n");
  if (start == std::string::npos) return "";
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

int list_command(const Arguments& arguments, Session& session) {
  std::vector<Row> rows;
  bool all_well = true;
  for (const std::string& file : scenario_files_under(arguments.directory)) {
    const ReadResult result = read_scenario_file(file);
    if (!result.ok()) {
      all_well = false;
      for (const Finding& finding : result.findings) session.err << finding.text() << '\n';
      continue;
    }
    const Scenario& scenario = result.scenario;
    const std::size_t seeds = scenario.seeds.size();
    rows.push_back({reports::one_line(file), reports::one_line(scenario.name),
                    fmt::format("{} {}", seeds, seeds == 1 ? "seed" : "seeds"),
                    reports::one_line(first_line(scenario.description))});
  }
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    session.out << line << '\n';
  }
  session.out.flush();
  if (!session.out) throw BadInput("standard output could not be written to its end");
  return all_well ? kExitPass : kExitBadInput;
}

}  // namespace fleetsim::sim
