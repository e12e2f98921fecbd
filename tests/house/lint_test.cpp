// What a deterministic program must not contain. Each rule carries a line that it must catch and one that it
// must not.

#include <ostream>
#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Rule {
  const char* name;
  const char* needle;  ///< a plain part of what the pattern matches: most lines need no regular expression
  const char* pattern;
  const char* why;
  std::vector<const char*> allowed_in;  ///< path prefixes
  /// A line, or the line above it, with this text is excused; none when empty.
  const char* excuse;
  bool in_strings;  ///< judged with string literals in place
  const char* offence;
  const char* innocent;
};

void PrintTo(const Rule& rule, std::ostream* out) {
  *out << rule.name;
}

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all{
      {"std_distribution",
       "_distribution",
       R"(\bstd::\w+_distribution\b)",
       "draws differ between libraries; use sim/rng",
       {},
       "",
       false,
       "std::uniform_int_distribution<int> d(1, 6);",
       "Distribution draw_distribution;"},
      {"std_shuffle",
       "s",
       R"(\bstd::(ranges::)?(shuffle|sample|random_shuffle)\b)",
       "the order differs between libraries; use sim/rng",
       {},
       "",
       false,
       "std::shuffle(a.begin(), a.end(), g);",
       "rng.shuffle(a);"},
      {"std_engine",
       "std::",
       R"(\bstd::(mt19937|minstd_rand|default_random_engine|ranlux|knuth_b)\w*)",
       "randomness comes from named counter-based streams; use sim/rng",
       {},
       "",
       false,
       "std::mt19937_64 g(seed);",
       "Rng g(seed);"},
      {"random_device",
       "random_device",
       R"(\brandom_device\b)",
       "not a function of the seed",
       {},
       "",
       false,
       "std::random_device{}();",
       "std::string random_devices;"},
      {"rand",
       "rand",
       R"((^|[^\w.>])(s?rand|rand_r|[dlm]rand48)\s*\()",
       "not a function of the seed",
       {},
       "",
       false,
       "int x = rand() % 6;",
       "int x = operand();"},
      {"wall_clock",
       "clock",
       R"(\w*_clock::now\b|\bclock_gettime\b|\bclock\s*\(\s*\))",
       "time is virtual; only a run's wall figures read a clock",
       {"sim/cli/", "sim/run/", "core/host/"},
       "",
       false,
       "auto t = std::chrono::steady_clock::now();",
       "Instant now = clock.now();"},
      {"calendar",
       "time",
       R"(\b(std::)?time\s*\(\s*(nullptr|NULL|0)\s*\)|\bgettimeofday\b|\blocaltime\b|\bgmtime\b)",
       "time is virtual",
       {"core/host/"},
       "",
       false,
       "seed = time(nullptr);",
       "Instant end_time(0);"},
      {"unordered",
       "std::unordered_",
       R"(\bstd::unordered_\w+)",
       "its order depends on library and history; say `// look-ups only` if it is never iterated",
       {},
       "// look-ups only",
       false,
       "std::unordered_map<int, int> seen_;",
       "#include <unordered_map>"},
      {"pointer_hash",
       "std::hash",
       R"(\bstd::hash<[^>]*\*)",
       "addresses differ between runs",
       {},
       "",
       false,
       "std::hash<const Node*>{}(node);",
       "std::hash<std::string_view>{}(name);"},
      {"pointer_print",
       "p",
       R"(%p|\{:p\}|\bfmt::ptr\b)",
       "addresses differ between runs",
       {},
       "",
       true,
       "std::snprintf(b, n, \"%p\", x);",
       "fmt::format(\"{:>5}\", x);"},
      {"environment",
       "getenv",
       R"(\b(secure_)?getenv\b)",
       "a run does not depend on the environment",
       {"sim/cli/"},
       "",
       false,
       "if (std::getenv(\"X\")) return;",
       "getenvelope();"},
      {"floating_point",
       "",
       R"(\b(double|float)\b)",
       "decisions use integers and ratios; doubles only in reports, and where numbers/f64 is computed",
       {"sim/cli/", "core/stream/f32.cpp", "core/evaluate/f64.cpp"},
       "wall_s",
       false,
       "double ratio = 0.5;",
       "Ratio double_ratio{1, 2};  // a double"},
      {"text_to_double",
       "to",
       R"(\b(std::)?(stod|stof|stold|strtod|strtof|atof)\b)",
       "decisions use integers and ratios, read exactly from the text",
       {"sim/cli/"},
       "",
       false,
       "x = std::stod(text);",
       "restore_stodgy();"},
      {"locale",
       "locale",
       R"(\b(std::locale|setlocale|imbue)\b)",
       "a run does not depend on the locale",
       {},
       "",
       false,
       "std::locale::global(std::locale(\"\"));",
       "bool locale_free = true;"},
      {"threads",
       "std::",
       R"(\bstd::(jthread|thread|async|this_thread)\b)",
       "a run is one thread",
       {"sim/cli/", "sim/run/", "core/host/"},
       "",
       false,
       "std::thread t(work);",
       "std::string thread;"},
      {"two_draws",
       "dice",
       R"((\bdice_?\.\w+\(|\bdraw\([^;{}]*\bdice_?\))[^;{}]*(\bdice_?\.\w+\(|\bdraw\([^;{}]*\bdice_?\)))",
       "compilers evaluate operands and arguments in either order: one draw a statement",
       {},
       "",
       false,
       "t = draw(latency, dice) + dice.between(low, high);",
       "a = dice.below(3); b = dice.below(4);"},
      {"coroutine",
       "co_",
       R"(\bco_(await|yield|return)\b)",
       "miscompiled by a supported compiler, and no value",
       {},
       "",
       false,
       "co_await next();",
       "int co_returned = 0;"},
  };
  return all;
}

std::vector<std::string> offences_of(const Rule& rule, const SourceFile& file) {
  for (const char* place : rule.allowed_in)
    if (file.path.starts_with(place)) return {};
  std::vector<std::string> offences;
  const std::regex pattern(rule.pattern);
  const std::vector<std::string> code = file.code(!rule.in_strings);
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i].find(rule.needle) == std::string::npos || !std::regex_search(code[i], pattern)) continue;
    const auto excuses = [&](const std::string& line) {
      return *rule.excuse != '\0' && line.find(rule.excuse) != std::string::npos;
    };
    if (excuses(file.lines[i]) || (i > 0 && excuses(file.lines[i - 1]))) continue;
    offences.push_back(file.path + ":" + std::to_string(i + 1) + " " + rule.name + ": " + rule.why);
  }
  return offences;
}

TEST(LintTest, CoreAndSimAreDeterministic) {
  std::size_t files = 0;
  for (const char* tree : {"core", "sim"})
    for (const SourceFile& file : source_files_under(tree)) {
      ++files;
      for (const Rule& rule : rules())
        for (const std::string& offence : offences_of(rule, file)) ADD_FAILURE() << offence;
    }
  EXPECT_GT(files, 50u) << "the sources were not found under " << source_dir();
}

class RuleTest : public testing::TestWithParam<Rule> {};

TEST_P(RuleTest, CatchesItsOffence) {
  const Rule& rule = GetParam();
  const SourceFile file =
      SourceFile::from_text("core/base/a.cpp", std::string("int ok;\n") + rule.offence + "\n");
  EXPECT_THAT(offences_of(rule, file), ElementsAre(HasSubstr("core/base/a.cpp:2 " + std::string(rule.name))));
}

TEST_P(RuleTest, LeavesTheInnocentAlone) {
  const Rule& rule = GetParam();
  for (const Rule& any : rules())
    EXPECT_THAT(offences_of(any, SourceFile::from_text("core/base/a.cpp", rule.innocent)), IsEmpty())
        << any.name;
}

TEST_P(RuleTest, ReadsNeitherCommentsNorStrings) {
  const Rule& rule = GetParam();
  const std::string commented = std::string("// ") + rule.offence + "\n/* x\n" + rule.offence + "\n*/\n";
  EXPECT_THAT(offences_of(rule, SourceFile::from_text("core/base/a.cpp", commented)), IsEmpty());
}

TEST_P(RuleTest, HoldsWhereItHoldsOnly) {
  const Rule& rule = GetParam();
  for (const char* place : rule.allowed_in)
    EXPECT_THAT(offences_of(rule, SourceFile::from_text(std::string(place) + "a.cpp", rule.offence)),
                IsEmpty());
  if (*rule.excuse == '\0') return;
  const std::string same_line = std::string(rule.offence) + "  " + rule.excuse;
  const std::string line_above = std::string(rule.excuse) + "\n" + rule.offence;
  const std::string too_far = std::string(rule.excuse) + "\n\n" + rule.offence;
  EXPECT_THAT(offences_of(rule, SourceFile::from_text("sim/net/a.cpp", same_line)), IsEmpty());
  EXPECT_THAT(offences_of(rule, SourceFile::from_text("sim/net/a.cpp", line_above)), IsEmpty());
  EXPECT_THAT(offences_of(rule, SourceFile::from_text("sim/net/a.cpp", too_far)), testing::SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Rules, RuleTest, testing::ValuesIn(rules()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SourceFileTest, CodeIsWithoutCommentsAndOnRequestWithoutStrings) {
  const SourceFile file = SourceFile::from_text(
      "a.cpp",
      "int a = 1'000;  // one\nf(\"// no \\\" comment\", 'x'); /* b\nc */ g();\nh(R\"(raw \" // text)\");\n");
  EXPECT_THAT(file.code(true), ElementsAre("int a = 1'000;  ", "f(\"\", '');  ", " g();", "h(R\"()\");"));
  EXPECT_THAT(file.code(false), Contains(HasSubstr("// no \\\" comment")));
  EXPECT_THAT(file.code(false), Contains(HasSubstr("raw \" // text")));
}

}  // namespace
}  // namespace fleetsim::tests
