#include "sim/cli/scenario_files.h"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include <fmt/format.h>

#include "sim/cli/bad_input.h"

namespace fleetsim::sim {

std::vector<std::string> scenario_files_under(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unreadable;  // such a file is left to the reader, which says why
    if (entry->path().extension() == ".yaml" && !entry->is_directory(unreadable))
      files.push_back(entry->path().string());
  }
  if (error)
    throw BadInput(fmt::format("{}: cannot be read ({}), expected a directory of scenarios", directory,
                               error.message()));
  if (files.empty())
    throw BadInput(fmt::format("{}: no scenario in it, expected at least one *.yaml", directory));
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> scenario_files(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    std::error_code absent;  // the reader says so, with the file's name
    if (std::filesystem::is_directory(argument, absent)) {
      const std::vector<std::string> under = scenario_files_under(argument);
      files.insert(files.end(), under.begin(), under.end());
    } else {
      files.push_back(argument);
    }
  }
  return files;
}

std::vector<Scenario> read_scenarios(const std::vector<std::string>& files,
                                     const std::vector<Override>& overrides, std::ostream& err) {
  std::vector<Scenario> scenarios;
  std::size_t findings = 0;
  std::size_t wrong = 0;
  for (const std::string& file : files) {
    ReadResult result = read_scenario_file(file, overrides);
    for (const Finding& finding : result.findings) err << finding.text() << '\n';
    findings += result.findings.size();
    if (!result.ok()) ++wrong;
    if (wrong == 0) scenarios.push_back(std::move(result.scenario));
  }
  if (wrong > 0)
    throw BadInput(fmt::format("{} {} in {} of {} {}", findings, findings == 1 ? "finding" : "findings",
                               wrong, files.size(), files.size() == 1 ? "scenario" : "scenarios"));
  return scenarios;
}

}  // namespace fleetsim::sim
