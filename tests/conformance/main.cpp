#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tests/conformance/judge.h"

// fleetsim_conformance DIR: checks every vector file in a folder (vectors/README.md).
// Exit: 0 all passed; 1 a line does not match or does not read; 2 no such folder, nothing to check, unknown
// kind.

namespace fleetsim::conformance {
namespace {

namespace fs = std::filesystem;

constexpr int kPassed = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr std::size_t kFailuresShownMax = 20;

constexpr std::pair<std::string_view, Judge> kKinds[] = {
    {"datum.jsonl", check_datum},
    {"content_key.jsonl", check_content_key},
    {"key_order.jsonl", check_key_order},
    {"symbol_order.jsonl", check_symbol_order},
    {"expr_to_datum.jsonl", check_expr_to_datum},
    {"fabric_lookup.jsonl", check_fabric_lookup},
    {"relay.jsonl", check_relay},
};

Judge judge_of(const std::string& name) {
  for (const auto& [kind, judge] : kKinds) {
    if (kind == name) return judge;
  }
  return nullptr;
}

// A last line without its newline counts as a line. A file that cannot be read throws.
std::vector<Line> read_lines(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw BadVector("cannot be opened, expected a readable file");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) throw BadVector("cannot be read, expected a readable file");
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    Line line;
    try {
      line.json = read_json(std::string_view(text).substr(begin, end - begin));
    } catch (const BadVector& bad) {
      line.unreadable = bad.what();
    }
    lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

struct Tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

void check_file(const fs::path& path, Judge judge, Tally& tally) {
  std::vector<Line> lines;
  try {
    lines = read_lines(path);
  } catch (const BadVector& bad) {
    fmt::print("{}:1: {}\n", path.string(), bad.what());
    ++tally.failed;
    return;
  }
  if (lines.empty()) {
    fmt::print("{}:1: an empty file, expected lines\n", path.string());
    ++tally.failed;
    return;
  }
  const std::vector<Verdict> verdicts = judge(lines);
  FLEET_CHECK(verdicts.size() == lines.size(), path.string());
  std::size_t failures = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (!verdicts[i]) {
      ++tally.passed;
      continue;
    }
    ++tally.failed;
    if (++failures <= kFailuresShownMax) fmt::print("{}:{}: {}\n", path.string(), i + 1, *verdicts[i]);
  }
  if (failures > kFailuresShownMax) {
    fmt::print("{}: {} more failures\n", path.string(), failures - kFailuresShownMax);
  }
}

int refuse(const std::string& message) {
  std::fputs((message + "\n").c_str(), stderr);
  return kUsage;
}

int run(const fs::path& directory) {
  std::error_code failure;
  if (!fs::is_directory(directory, failure)) {
    return refuse(
        fmt::format("{}: no such directory, expected a folder of vector files", directory.string()));
  }
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (entry->path().extension() == ".jsonl") files.push_back(entry->path());
  }
  if (failure)
    return refuse(fmt::format("{}: {}, expected a readable folder", directory.string(), failure.message()));
  if (files.empty()) return refuse(fmt::format("{}: no *.jsonl, expected vector files", directory.string()));
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (judge_of(file.filename().string()) == nullptr) {
      std::string kinds;
      for (const auto& [kind, judge] : kKinds) kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", kind);
      return refuse(fmt::format("{}: unknown kind of vector file, expected one of {}", file.string(), kinds));
    }
  }

  Tally tally;
  for (const fs::path& file : files) check_file(file, judge_of(file.filename().string()), tally);
  fmt::print("{} passed, {} failed\n", tally.passed, tally.failed);
  return tally.failed == 0 ? kPassed : kFailed;
}

}  // namespace
}  // namespace fleetsim::conformance

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: fleetsim_conformance DIR\n", stderr);
    return fleetsim::conformance::kUsage;
  }
  try {
    return fleetsim::conformance::run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fleetsim_conformance: %s\n", error.what());
    return fleetsim::conformance::kFailed;
  }
}
