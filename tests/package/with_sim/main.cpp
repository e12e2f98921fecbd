// Reads a scenario from a string, runs one seed of it in this process, and judges.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "sim/run/run.h"
#include "sim/scenario/reader.h"

int main(int count, char** words) {
  if (count != 2) return 2;
  std::ifstream file(words[1]);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto read = fleetsim::sim::read_scenario(text, "from-a-string");
  for (const auto& finding : read.findings) std::printf("%s\n", finding.text().c_str());
  if (!read.ok()) return 2;
  const auto record = fleetsim::sim::run_once(read.scenario, 1, {});
  std::printf("%s %s\n", fleetsim::sim::to_string(record.verdict), record.fingerprint.c_str());
  return record.exit;
}
