#include "sim/run/shell_quote.h"

#include <gtest/gtest.h>

namespace fleetsim::tests {
namespace {

TEST(ShellQuoteTest, QuotesOnlyWhatAShellWouldRead) {
  EXPECT_EQ(sim::shell_quote("fabric.gossip.interval=250ms"), "fabric.gossip.interval=250ms");
  EXPECT_EQ(sim::shell_quote("scenarios/a b.yaml"), "'scenarios/a b.yaml'");
  EXPECT_EQ(sim::shell_quote("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(sim::shell_quote("peers=[a, b]"), "'peers=[a, b]'");
  EXPECT_EQ(sim::shell_quote("~/x"), "'~/x'");
  EXPECT_EQ(sim::shell_quote(""), "''");
}

TEST(ShellQuoteTest, WordsAreReadAsTheyWereQuoted) {
  const std::vector<std::string> words{"plain", "a b", "it's $HOME", "", "~/x", "back\\slash"};
  std::string line;
  for (const std::string& word : words) line += sim::shell_quote(word) + "  ";
  EXPECT_EQ(sim::shell_words(line), words);
  EXPECT_EQ(sim::shell_words(""), std::vector<std::string>{});
  EXPECT_EQ(sim::shell_words("it's"), std::nullopt);
  EXPECT_EQ(sim::shell_words("end\\"), std::nullopt);
}

}  // namespace
}  // namespace fleetsim::tests
