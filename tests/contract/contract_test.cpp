// The contract has 64 public items, 132 behaviours that the original's tests pin (B), 18 that its source defines (U),
// and 67 questions that it leaves open (OQ). Each has a place here, or a test says which one has not.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/check_names.h"
#include "tests/contract/marks.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::IsEmpty;

constexpr int kRows = 64;
constexpr int kPinned = 132;
constexpr int kUnpinned = 18;
constexpr int kOpenQuestions = 67;

const std::string kTablePath = "tests/contract/README.md";
const std::string kDecisionsPath = "core/DECISIONS.md";

std::vector<std::string> all_behaviours() {
  std::vector<std::string> numbers;
  for (int n = 1; n <= kPinned; ++n) numbers.push_back("B-" + std::to_string(n));
  for (int n = 1; n <= kUnpinned; ++n) numbers.push_back("U-" + std::to_string(n));
  return numbers;
}

Claims all_claims() {
  Claims claims;
  for (const SourceFile& file : source_files_under("tests"))
    for (const auto& [number, tests] : claims_in(file)) claims[number].insert(tests.begin(), tests.end());
  return claims;
}

/// Tests by `Suite.Name`, and their suites by name.
std::set<std::string> all_tests() {
  std::set<std::string> tests;
  for (const SourceFile& file : source_files_under("tests"))
    for (const std::string& test : tests_in(file)) {
      tests.insert(test);
      tests.insert(test.substr(0, test.find('.')));
    }
  return tests;
}

/// Scenarios by path from the root and by their bare name, and the invariants, each of which has its planted scenario.
std::set<std::string> all_scenarios() {
  namespace fs = std::filesystem;
  const fs::path root = source_dir();
  std::set<std::string> scenarios(sim::kInvariantNames.begin(), sim::kInvariantNames.end());
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / "scenarios"))
    if (entry.path().extension() == ".yaml") {
      scenarios.insert(fs::relative(entry.path(), root).string());
      scenarios.insert(entry.path().stem().string());
    }
  return scenarios;
}

std::map<int, std::vector<std::string>> all_rows() {
  std::map<int, std::vector<std::string>> rows;
  for (const SourceFile& file : source_files_under("core"))
    for (const auto& [row, places] : rows_in(file)) rows[row].insert(rows[row].end(), places.begin(), places.end());
  return rows;
}

std::string joined(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "`" : ", `") + name + "`";
  return text;
}

// Files only: a line number would change with every edit above it.
std::string places(const std::vector<std::string>& marks) {
  std::set<std::string> files;
  for (const std::string& mark : marks) files.insert(mark.substr(0, mark.find(':')));
  return joined(files);
}

std::string table() {
  std::string text =
      "# The contract, row by row\n\n"
      "Made by `UPDATE_CONTRACT=1 build/release/bin/fleetsim_tests --gtest_filter='ContractTest.*'` from the marks in\n"
      "the sources: `// B-16` in the comment above a test, `/// Contract row 50.` above a declaration. `ctest -L contract`\n"
      "runs every test named here. What the open questions of the contract were answered with is in `core/DECISIONS.md`.\n\n"
      "## Behaviours\n\nB: pinned by the original's tests. U: defined by its source alone.\n\n"
      "| number | shown by |\n|---|---|\n";
  const Claims claims = all_claims();
  for (const std::string& number : all_behaviours()) {
    const auto found = claims.find(number);
    text += "| " + number + " | " + (found == claims.end() ? std::string() : joined(found->second)) + " |\n";
  }
  text += "\n## Public items\n\n| row | declared in |\n|---|---|\n";
  const std::map<int, std::vector<std::string>> rows = all_rows();
  for (int row = 1; row <= kRows; ++row) {
    const auto found = rows.find(row);
    text += "| " + std::to_string(row) + " | " + (found == rows.end() ? std::string() : places(found->second)) + " |\n";
  }
  return text;
}

TEST(ContractTest, EveryBehaviourHasATest) {
  const Claims claims = all_claims();
  std::vector<std::string> without;
  for (const std::string& number : all_behaviours())
    if (!claims.contains(number)) without.push_back(number);
  EXPECT_THAT(without, IsEmpty());
}

TEST(ContractTest, NoTestClaimsANumberThatTheContractDoesNotHave) {
  const std::vector<std::string> known = all_behaviours();
  for (const auto& [number, tests] : all_claims())
    EXPECT_TRUE(std::ranges::find(known, number) != known.end()) << number << ": " << joined(tests);
}

TEST(ContractTest, EveryPublicItemIsDeclared) {
  const std::map<int, std::vector<std::string>> rows = all_rows();
  std::vector<int> without;
  for (int row = 1; row <= kRows; ++row)
    if (!rows.contains(row)) without.push_back(row);
  EXPECT_THAT(without, IsEmpty());
  for (const auto& [row, marks] : rows) EXPECT_TRUE(row >= 1 && row <= kRows) << row << " in " << marks.front();
}

TEST(ContractTest, TheTableIsUpToDate) {
  if (const char* update = std::getenv("UPDATE_CONTRACT"); update != nullptr && *update == '1')
    std::ofstream(std::filesystem::path(source_dir()) / kTablePath, std::ios::binary) << table();
  EXPECT_EQ(read_source_text(kTablePath), table()) << "UPDATE_CONTRACT=1 rewrites it";
}

struct Decision {
  std::string verdict;
  std::string option;
  std::string shown_by;
};

std::map<int, std::vector<Decision>> decisions() {
  static const std::regex row(R"(^\| OQ-(\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$)");
  std::map<int, std::vector<Decision>> found;
  std::istringstream lines(read_source_text(kDecisionsPath));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, row)) found[std::stoi(match[1])].push_back({match[2], match[3], match[4]});
  }
  return found;
}

TEST(DecisionsTest, EveryOpenQuestionIsAnswered) {
  const std::map<int, std::vector<Decision>> made = decisions();
  std::vector<int> without;
  for (int question = 1; question <= kOpenQuestions; ++question)
    if (!made.contains(question)) without.push_back(question);
  EXPECT_THAT(without, IsEmpty());
  for (const auto& [question, rows] : made) EXPECT_TRUE(question >= 1 && question <= kOpenQuestions) << question;
}

TEST(DecisionsTest, EachSaysKeptDivergedOrExtendedAndWhatShowsIt) {
  static const std::regex name(R"(`([^`]+)`)");
  const std::set<std::string> tests = all_tests();
  const std::set<std::string> scenarios = all_scenarios();
  for (const auto& [question, rows] : decisions()) {
    SCOPED_TRACE("OQ-" + std::to_string(question));
    for (const Decision& decision : rows) {
      EXPECT_TRUE(decision.verdict.starts_with("kept") || decision.verdict.starts_with("diverged") ||
                  decision.verdict.starts_with("extended"))
          << decision.verdict;
      int shown = 0;
      for (std::sregex_iterator it(decision.shown_by.begin(), decision.shown_by.end(), name), end; it != end; ++it) {
        const std::string what = (*it)[1];
        EXPECT_TRUE(tests.contains(what) || scenarios.contains(what)) << what << " is neither a test nor a scenario";
        ++shown;
      }
      EXPECT_GT(shown, 0) << "nothing shows it: " << decision.shown_by;
    }
  }
}

// The rules themselves, on planted text.

TEST(ContractMarksTest, AMarkIsACommentThatStartsWithNumbersDirectlyAboveATest) {
  const SourceFile file = SourceFile::from_text("tests/x_test.cpp",
                                                "// B-1, U-2: about keys\n"
                                                "TEST(KeyTest, AreEqual) {\n"
                                                "// B-3\n"
                                                "\n"
                                                "TEST(KeyTest, HasNoMark) {\n"
                                                "// B-4\n"
                                                "// and a word more\n"
                                                "TEST_P(LongTest,\n"
                                                "       GoesOn) {\n"
                                                "// not B-5\n"
                                                "TEST(KeyTest, Neither) {\n");
  EXPECT_EQ(claims_in(file), (Claims{{"B-1", {"KeyTest.AreEqual"}},
                                     {"U-2", {"KeyTest.AreEqual"}},
                                     {"B-4", {"LongTest.GoesOn"}}}));
}

TEST(ContractMarksTest, RowsAreSingleListedOrRanges) {
  const SourceFile file = SourceFile::from_text("core/x.h",
                                                "/// A thing. Contract row 3.\n"
                                                "/// Contract rows 5, 7 and 9-11.\n"
                                                "// Contract row 4.\n");
  std::vector<int> rows;
  for (const auto& [row, marks] : rows_in(file)) rows.push_back(row);
  EXPECT_EQ(rows, (std::vector<int>{3, 5, 7, 9, 10, 11}));
}

}  // namespace
}  // namespace fleetsim::tests
