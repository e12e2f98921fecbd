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

}  // namespace
}  // namespace fleetsim::tests
