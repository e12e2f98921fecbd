// `fleetsim diff` and `branch` as programs: another build on the far side, records and traces of real runs.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/process/real_fleet.h"
#include "tests/support/source_tree.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::tests {
namespace {

using testing::HasSubstr;

class DiffTest : public testing::Test {
 protected:
  Finished program(const std::vector<std::string>& words) {
    return run_program(program_path(), words, directory_.path());
  }

  /// A build of fleetsim that behaves differently in one thing.
  std::string other_build() {
    const std::string script = directory_.write(
        "other", "#!/bin/sh\nexec " + program_path() + " \"$@\" --set fabric.planted_bug=answer_twice\n");
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    return script;
  }

  TemporaryDirectory directory_;
  std::string scenario_ = source_dir() + "/scenarios/smoke/three_node_store.yaml";
};

TEST_F(DiffTest, ABuildAndItselfAreTheSame) {
  const Finished same =
      program({"diff", program_path(), program_path(), "--scenario", scenario_, "--seed", "7"});
  EXPECT_EQ(same.exit, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("they are the same\n"));
}

TEST_F(DiffTest, AChangeOfBehaviourBetweenBuildsIsLocatedWithItsCauses) {
  const Finished differ =
      program({"diff", program_path(), other_build(), "--scenario", scenario_, "--seed", "7"});
  EXPECT_EQ(differ.exit, 1) << differ.err;
  EXPECT_THAT(differ.out, HasSubstr("they differ first in fact "));
  // The second answer is what the other build does too much.
  const std::string b = differ.out.substr(differ.out.find("\nB: ", differ.out.find("they differ")));
  EXPECT_THAT(b, HasSubstr(" answered "));
  EXPECT_THAT(b, HasSubstr(" by 0: ")) << "the chain of causes ends at its root";
}

TEST_F(DiffTest, RecordsAndTracesOfRunsAreSidesToo) {
  const std::string record = directory_.path() + "/record.jsonl";
  const std::string trace = directory_.path() + "/run.trace";
  ASSERT_EQ(
      program({"run", scenario_, "--seed", "7", "--json", record, "--trace", trace, "--set", "time.stop=20s"})
          .exit,
      0);
  const Finished same = program({"diff", record, trace});
  EXPECT_EQ(same.exit, 0) << same.out << same.err;
  EXPECT_EQ(program({"diff", scenario_, trace, "--seed", "8"}).exit, 1);
}

TEST_F(DiffTest, WhatCannotBeComparedIsExitTwo) {
  const std::string junk = directory_.write("junk", "no run at all\n");
  const auto refused = [&](const std::vector<std::string>& words, const std::string& why) {
    const Finished finished = program(words);
    EXPECT_EQ(finished.exit, 2);
    EXPECT_THAT(finished.err, HasSubstr(why));
  };
  refused({"diff", scenario_, scenario_}, "expected --seed N");
  refused({"diff", junk, scenario_, "--seed", "1"}, "neither a scenario");
  refused({"diff", directory_.path() + "/none", scenario_, "--seed", "1"}, "cannot be read");
  refused({"diff", program_path(), scenario_, "--seed", "1"}, "expected --scenario FILE");
  const std::string mute = directory_.write("mute", "#!/bin/sh\nexit 3\n");
  std::filesystem::permissions(mute, std::filesystem::perms::owner_all);
  refused({"diff", mute, mute, "--scenario", scenario_, "--seed", "1"}, "ended with exit code 3");
  const std::string chatty = directory_.write("chatty", "#!/bin/sh\necho hello\n");
  std::filesystem::permissions(chatty, std::filesystem::perms::owner_all);
  refused({"diff", chatty, chatty, "--scenario", scenario_, "--seed", "1"}, "said \"hello\"");
}

TEST_F(DiffTest, ABranchTabulatesItsFuturesAndSaysHowToSeeOne) {
  const Finished table = program({"branch", scenario_, "--seed", "7", "--at", "2s", "--reseed", "1..20"});
  EXPECT_EQ(table.exit, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr(" seed 7 at 2s (event "));
  EXPECT_THAT(table.out, HasSubstr("): 20 futures\n"));
  EXPECT_THAT(table.out, HasSubstr("--seed 7 --at 2s --reseed 1\n"));
  // The same at any number of threads.
  EXPECT_EQ(
      program({"branch", scenario_, "--seed", "7", "--at", "2s", "--reseed", "1..20", "--jobs", "1"}).out,
      table.out);
  EXPECT_EQ(program({"branch", scenario_, "--seed", "7", "--at", "2h", "--reseed", "1"}).exit, 2);
  EXPECT_THAT(program({"branch", scenario_, "--seed", "7", "--at", "2s", "--reseed", "4", "--json", "-"}).out,
              HasSubstr("\"branch\":{\"at_ns\":"));
}

}  // namespace
}  // namespace fleetsim::tests
