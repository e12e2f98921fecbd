#include "tests/contract/marks.h"

#include <optional>
#include <regex>

namespace fleetsim::tests {
namespace {

// Numbers at the start of a comment line; empty when it starts with something else.
std::vector<std::string> numbers_of(const std::string& line) {
  static const std::regex whole(R"(^\s*// ([BU]-\d+(, [BU]-\d+)*)(\W.*)?$)");
  static const std::regex one(R"([BU]-\d+)");
  std::smatch match;
  if (!std::regex_match(line, match, whole)) return {};
  const std::string list = match[1];
  std::vector<std::string> numbers;
  for (std::sregex_iterator it(list.begin(), list.end(), one), end; it != end; ++it) numbers.push_back(it->str());
  return numbers;
}

// `Suite.Name` of the TEST that begins at this line; it may go on in the next one.
std::optional<std::string> test_at(const SourceFile& file, std::size_t line) {
  static const std::regex start(R"(^(TYPED_)?TEST(_F|_P)?\(\s*(\w+),\s*(\w+)\))");
  std::string text = file.lines[line];
  if (!text.starts_with("TEST") && !text.starts_with("TYPED_TEST")) return std::nullopt;
  if (text.find(')') == std::string::npos && line + 1 < file.lines.size()) text += file.lines[line + 1];
  std::smatch match;
  if (!std::regex_search(text, match, start)) return std::nullopt;
  return match[3].str() + "." + match[4].str();
}

bool is_comment(const std::string& line) { return line.starts_with("//"); }

}  // namespace

Claims claims_in(const SourceFile& file) {
  Claims claims;
  for (std::size_t line = 0; line < file.lines.size(); ++line) {
    const std::optional<std::string> test = test_at(file, line);
    if (!test) continue;
    for (std::size_t above = line; above > 0 && is_comment(file.lines[above - 1]); --above)
      for (const std::string& number : numbers_of(file.lines[above - 1])) claims[number].insert(*test);
  }
  return claims;
}

std::set<std::string> tests_in(const SourceFile& file) {
  std::set<std::string> tests;
  for (std::size_t line = 0; line < file.lines.size(); ++line)
    if (const std::optional<std::string> test = test_at(file, line)) tests.insert(*test);
  return tests;
}

std::map<int, std::vector<std::string>> rows_in(const SourceFile& file) {
  static const std::regex mark(R"(///.*Contract rows? (\d+((, | and |-)\d+)*)\.)");
  static const std::regex number(R"((\d+)(-(\d+))?)");
  std::map<int, std::vector<std::string>> rows;
  for (std::size_t line = 0; line < file.lines.size(); ++line) {
    std::smatch match;
    if (!std::regex_search(file.lines[line], match, mark)) continue;
    const std::string list = match[1];
    for (std::sregex_iterator it(list.begin(), list.end(), number), end; it != end; ++it) {
      const int first = std::stoi((*it)[1]);
      const int last = (*it)[3].matched ? std::stoi((*it)[3]) : first;
      for (int row = first; row <= last; ++row) rows[row].push_back(file.path + ":" + std::to_string(line + 1));
    }
  }
  return rows;
}

}  // namespace fleetsim::tests
