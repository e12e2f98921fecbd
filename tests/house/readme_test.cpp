// The README promises two commands and shows what they print; this holds it to its word.
// UPDATE_README=1 rewrites the shown output from the program.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::HasSubstr;

constexpr const char* kCommandStart = "<!-- output of: scripts/run ";
constexpr const char* kCommandEnd = " -->\n";
constexpr const char* kBlockStart = "```text\n";
constexpr const char* kBlockEnd = "```\n";

/// A block of the README that shows what a command prints.
struct Shown {
  std::string arguments;  ///< of `scripts/run`, which are those of `fleetsim run`
  std::size_t begin = 0;  ///< of the shown output in the README
  std::size_t end = 0;
};

std::vector<Shown> shown_outputs(const std::string& readme) {
  std::vector<Shown> all;
  for (std::size_t at = readme.find(kCommandStart); at != std::string::npos;
       at = readme.find(kCommandStart, at + 1)) {
    const std::size_t arguments = at + std::string_view(kCommandStart).size();
    const std::size_t arguments_end = readme.find(kCommandEnd, arguments);
    const std::size_t block = readme.find(kBlockStart, arguments_end);
    if (arguments_end == std::string::npos || block == std::string::npos) break;
    const std::size_t begin = block + std::string_view(kBlockStart).size();
    all.push_back(
        {readme.substr(arguments, arguments_end - arguments), begin, readme.find(kBlockEnd, begin)});
  }
  return all;
}

/// Standard output of the program, run at the project's root; the speed, on standard error, differs every time.
std::string output_of(const std::string& arguments) {
  const std::string command =
      "cd '" + source_dir() + "' && '" + program_path() + "' run " + arguments + " 2>/dev/null";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string out;
  std::array<char, 4096> part;
  for (std::size_t n = 0; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
    out.append(part.data(), n);
  const int status = ::pclose(pipe);
  EXPECT_TRUE(WIFEXITED(status)) << command;
  EXPECT_LT(WEXITSTATUS(status), 4) << out;
  return out;
}

TEST(ReadmeTest, ShowsWhatTheProgramPrints) {
  std::string readme = read_source_text("README.md");
  ASSERT_FALSE(shown_outputs(readme).empty());
  const bool update = std::getenv("UPDATE_README") != nullptr;
  for (std::size_t i = 0; i < shown_outputs(readme).size(); ++i) {
    const Shown shown = shown_outputs(readme)[i];
    SCOPED_TRACE("fleetsim run " + shown.arguments);
    ASSERT_NE(shown.end, std::string::npos);
    const std::string printed = output_of(shown.arguments);
    if (update)
      readme.replace(shown.begin, shown.end - shown.begin, printed);
    else
      EXPECT_EQ(readme.substr(shown.begin, shown.end - shown.begin), printed);
  }
  if (update) std::ofstream(source_dir() + "/README.md", std::ios::binary) << readme;
}

TEST(ReadmeTest, NamesItsTwoCommands) {
  const std::string readme = read_source_text("README.md");
  EXPECT_THAT(readme, HasSubstr("\nscripts/test\n"));
  EXPECT_THAT(readme, HasSubstr("\nscripts/run scenarios/smoke/three_node_store.yaml\n"));
}

}  // namespace
}  // namespace fleetsim::tests
