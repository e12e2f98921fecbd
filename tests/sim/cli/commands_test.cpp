// The commands against a stand-in for the world: which runs are asked for, where reports go, which code comes
// out.

#include "sim/cli/commands.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/records.h"
#include "tests/support/source_tree.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::tests {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class CommandsTest : public testing::Test {
 protected:
  /// Runs the program on a command line; what it wrote is in `out_` and `err_`.
  int program(std::vector<std::string> words) {
    const sim::ParsedArguments parsed = sim::parse_arguments(std::move(words));
    if (!parsed.arguments) {
      err_ = parsed.err;
      return parsed.exit;
    }
    std::ostringstream out;
    std::ostringstream err;
    sim::Session session{
        .out = out, .err = err, .environment = {}, .runner = runner_, .interrupt_signal = signal_};
    const int exit = sim::execute(*parsed.arguments, session);
    out_ = out.str();
    err_ = err.str();
    return exit;
  }

  std::string file(const std::string& name) const { return directory_.path() + "/" + name; }

  TemporaryDirectory directory_;
  std::string good_text_ = read_source_text("scenarios/smoke/three_node_store.yaml");
  std::string good_ = directory_.write("good.yaml", good_text_);
  std::vector<std::uint64_t> seeds_;  // as run, with --jobs 1
  sim::RunOptions options_;           // of the last run
  sim::Runner runner_ = [this](const sim::Scenario& scenario, std::uint64_t seed,
                               const sim::RunOptions& options) {
    seeds_.push_back(seed);
    options_ = options;
    if (options.trace) options.trace("a fact");
    sim::RunRecord record = seed == 4 ? failed_record(seed) : passed_record(seed);
    record.scenario = scenario.path;
    return record;
  };
  std::function<int()> signal_ = [] { return 0; };
  std::string out_;
  std::string err_;
};

TEST_F(CommandsTest, EachRunMayUseThreadsAndWhatCannotSaysWhy) {
  const std::string stream = read_source_text("scenarios/faults/a_black_hole_breaks_no_stream.yaml");
  const std::string whole = directory_.write("whole.yaml", stream);
  EXPECT_EQ(program({"run", good_, whole, "--seed", "1", "--threads", "2"}), 0);
  EXPECT_EQ(options_.threads, 2u);
  EXPECT_THAT(err_, HasSubstr(whole + ": on one thread, because its nodes hear at once when a stream breaks\n"));
  EXPECT_THAT(err_, Not(HasSubstr(good_ + ": on one thread")));
  EXPECT_THAT(err_, HasSubstr(" on 2 threads: "));
  EXPECT_EQ(program({"run", whole, "--seed", "1"}), 0);
  EXPECT_EQ(options_.threads, 1u);
  EXPECT_THAT(err_, Not(HasSubstr("because")));
}

TEST_F(CommandsTest, RunsTheRangeInOrderAndFailsWhenOneSeedFails) {
  EXPECT_EQ(program({"run", good_, "--seeds", "2..5", "--jobs", "1"}), 1);
  EXPECT_THAT(seeds_, ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(out_, HasSubstr("replay: fleetsim replay scenarios/a.yaml --seed 4\n"));
  EXPECT_THAT(out_, EndsWith("4 runs: 3 passed, 1 failed\n"));
  EXPECT_THAT(err_, HasSubstr(" events/s\n"));
}

TEST_F(CommandsTest, TheLastSeedOfAllIsRunOnce) {
  EXPECT_EQ(program({"run", good_, "--seeds", "18446744073709551614..18446744073709551615", "--jobs", "1"}),
            0);
  EXPECT_THAT(seeds_, ElementsAre(UINT64_MAX - 1, UINT64_MAX));
}

TEST_F(CommandsTest, TheGravestExitOfAllRunsWins) {
  runner_ = [](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) {
    sim::RunRecord record = failed_record(seed);
    record.exit = seed == 1 ? 3 : seed == 2 ? 4 : 1;
    return record;
  };
  EXPECT_EQ(program({"run", good_, "--seeds", "1..3"}), 4);
  EXPECT_EQ(program({"run", good_, "--seed", "1"}), 3);
}

TEST_F(CommandsTest, TheReportIsTheSameForAnyNumberOfJobs) {
  runner_ = [](const sim::Scenario&, std::uint64_t seed, const sim::RunOptions&) {
    return passed_record(seed);
  };
  program({"run", good_, "--seeds", "1..100", "--jobs", "1", "--json", file("one.json"), "--junit",
           file("one.xml")});
  const std::string one = out_;
  program({"run", good_, "--seeds", "1..100", "--jobs", "4", "--json", file("four.json"), "--junit",
           file("four.xml")});
  EXPECT_EQ(out_, one);
  EXPECT_EQ(read_file(file("one.json")), read_file(file("four.json")));
  EXPECT_EQ(read_file(file("one.xml")), read_file(file("four.xml")));
}

TEST_F(CommandsTest, ADocumentForStandardOutputIsAloneThere) {
  EXPECT_EQ(program({"run", good_, "--seeds", "1..2", "--json", "-"}), 0);
  EXPECT_THAT(out_, StartsWith("{\"format\":1,"));
  EXPECT_THAT(out_, EndsWith("}}\n"));
  EXPECT_THAT(err_, HasSubstr("2 runs: 2 passed, 0 failed\n"));
  EXPECT_EQ(program({"run", good_, "--seed", "1", "--junit", "-"}), 0);
  EXPECT_THAT(out_, StartsWith("<?xml"));
  EXPECT_EQ(program({"run", good_, "--seed", "1", "--trace", "-"}), 0);
  EXPECT_EQ(out_, "a fact\n");
}

TEST_F(CommandsTest, ATraceIsOfASingleRun) {
  EXPECT_EQ(program({"run", good_, "--seeds", "1..2", "--trace", file("t")}), 2);
  EXPECT_THAT(err_, HasSubstr("expected a single one"));
  EXPECT_FALSE(std::filesystem::exists(file("t")));
}

TEST_F(CommandsTest, AnOutputThatCannotBeWrittenIsRefusedBeforeTheFirstRun) {
  EXPECT_EQ(program({"run", good_, "--json", file("absent/f.json")}), 2);
  EXPECT_THAT(err_, HasSubstr("cannot be written"));
  EXPECT_EQ(program({"run", good_, "--json", directory_.path()}), 2);
  EXPECT_THAT(seeds_, IsEmpty());
}

TEST_F(CommandsTest, AnOutputNeverOverwritesAScenarioOrAnotherOutput) {
  EXPECT_EQ(program({"run", good_, "--json", directory_.path() + "/./good.yaml"}), 2);
  EXPECT_EQ(read_file(good_), good_text_);
  EXPECT_EQ(program({"run", good_, "--json", file("f"), "--junit", directory_.path() + "/./f"}), 2);
  EXPECT_THAT(err_, HasSubstr("the same file"));
}

TEST_F(CommandsTest, AFullDiskIsNotAPass) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  EXPECT_EQ(program({"run", good_, "--seed", "1", "--json", "/dev/full"}), 2);
  EXPECT_THAT(err_, HasSubstr("could not be written to its end"));
}

TEST_F(CommandsTest, AWrongScenarioIsExitTwoAndLeavesOlderReportsAlone) {
  const std::string bad = directory_.write("bad.yaml", "fleetsim: 1\nnonsense: true\n");
  directory_.write("old.json", "old");
  EXPECT_EQ(program({"run", good_, bad, "--json", file("old.json")}), 2);
  EXPECT_THAT(err_, HasSubstr(bad + ":2:1: "));
  EXPECT_EQ(read_file(file("old.json")), "old");
  EXPECT_THAT(seeds_, IsEmpty());
  EXPECT_EQ(program({"run", file("absent.yaml")}), 2);
  EXPECT_THAT(err_, HasSubstr("absent.yaml"));
}

TEST_F(CommandsTest, ADirectoryStandsForTheScenariosUnderItSorted) {
  directory_.write("d/b.yaml", good_text_);
  directory_.write("d/a/z.yaml", good_text_);
  directory_.write("d/a.yaml", good_text_);
  directory_.write("d/notes.txt", "not a scenario");
  EXPECT_EQ(program({"run", file("d"), "--seed", "1", "--jobs", "1"}), 0);
  EXPECT_THAT(seeds_, SizeIs(3));
  EXPECT_LT(out_.find("d/a.yaml"), out_.find("d/a/z.yaml"));
  EXPECT_LT(out_.find("d/a/z.yaml"), out_.find("d/b.yaml"));

  std::filesystem::create_directory(file("empty"));
  EXPECT_EQ(program({"run", file("empty")}), 2);
  EXPECT_THAT(err_, HasSubstr("no scenario in it"));
}

TEST_F(CommandsTest, AnInterruptedProgramReportsWhatItFinished) {
  signal_ = [this] { return seeds_.size() >= 3 ? 2 : 0; };
  EXPECT_EQ(program({"run", good_, "--seeds", "10..1000000000000", "--jobs", "1", "--json", file("f.json")}),
            130);
  EXPECT_THAT(out_, HasSubstr("interrupted: 3 of 999999999991 runs done\n"));
  EXPECT_THAT(out_, EndsWith("3 runs: 3 passed, 0 failed\n"));
  EXPECT_THAT(read_file(file("f.json")), HasSubstr("\"seed\":12,"));
}

TEST_F(CommandsTest, ReplayRunsOneSeedUntilAnInstantAndShowsItWhole) {
  EXPECT_EQ(program({"replay", good_, "--seed", "7", "--until", "1s"}), 0);
  EXPECT_THAT(seeds_, ElementsAre(7));
  EXPECT_EQ(options_.until, core::seconds(1));
  EXPECT_EQ(options_.replay_arguments, "--until 1s");
  EXPECT_THAT(out_, StartsWith("PASS "));
  EXPECT_THAT(out_, HasSubstr("fingerprint 00000000000000000000000000000007\n"));
  EXPECT_THAT(out_, HasSubstr("\nreplay: "));
  EXPECT_EQ(program({"replay", directory_.path(), "--seed", "7"}), 2);
}

class SnapshotsTest : public CommandsTest {
 protected:
  SnapshotsTest() { runner_ = sim::run_once; }

  std::vector<std::string> saved() const {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(file("d"))) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
  }
  /// What is said of a run, which has to be the same wherever it begins.
  int replay(std::vector<std::string> more) {
    std::vector<std::string> words = {"replay", good_, "--seed", "7"};
    words.insert(words.end(), more.begin(), more.end());
    return program(std::move(words));
  }
};

TEST_F(SnapshotsTest, AReplayBeginsWithTheNearestAndEndsAsTheWholeRunDoes) {
  ASSERT_EQ(program({"run", good_, "--seeds", "7..8", "--snapshot-every", "4s", "--snapshots", file("d")}), 0) << err_;
  EXPECT_THAT(saved(), SizeIs(8));  // two runs of 20 s: after 4, 8, 12 and 16 s

  ASSERT_EQ(replay({"--until", "10s"}), 0);
  const std::string whole = out_;
  ASSERT_EQ(replay({"--until", "10s", "--snapshots", file("d")}), 0);
  EXPECT_EQ(out_, whole);
  EXPECT_THAT(err_, HasSubstr("begins with the snapshot at 8."));

  ASSERT_EQ(replay({}), 0);
  const std::string to_the_end = out_;
  ASSERT_EQ(replay({"--snapshots", file("d"), "--trace", file("trace")}), 0);
  EXPECT_EQ(out_, to_the_end);
  EXPECT_THAT(err_, HasSubstr("begins with the snapshot at 16."));
  EXPECT_THAT(read_file(file("trace")), StartsWith("16."));
}

TEST_F(SnapshotsTest, WithoutOneOfThisRunItBeginsWithTheBoot) {
  ASSERT_EQ(program({"run", good_, "--seed", "8", "--snapshot-every", "4s", "--snapshots", file("d")}), 0);
  EXPECT_EQ(replay({"--snapshots", file("d")}), 0);
  EXPECT_THAT(err_, HasSubstr("no snapshot of this run in "));
  EXPECT_EQ(program({"replay", good_, "--seed", "8", "--snapshots", file("d"), "--set", "time.stop=19s"}), 0);
  EXPECT_THAT(err_, HasSubstr("no snapshot of this run in "));
}

TEST_F(SnapshotsTest, ADamagedOneIsNamedAndTheOneBeforeItTaken) {
  ASSERT_EQ(program({"run", good_, "--seed", "7", "--snapshot-every", "4s", "--snapshots", file("d")}), 0);
  ASSERT_EQ(replay({}), 0);
  const std::string whole = out_;
  std::vector<std::string> later;
  for (const std::string& name : saved())
    if (name.find("-7-16") != std::string::npos) later.push_back(name);
  ASSERT_THAT(later, SizeIs(1));
  std::filesystem::resize_file(later.front(), 100);
  EXPECT_EQ(replay({"--snapshots", file("d")}), 0);
  EXPECT_EQ(out_, whole);
  EXPECT_THAT(err_, HasSubstr("snapshot not used: " + later.front()));
  EXPECT_THAT(err_, HasSubstr("begins with the snapshot at 12."));
}

TEST_F(SnapshotsTest, WhatCannotBeWrittenIsExitTwo) {
  directory_.write("d", "a file");
  EXPECT_EQ(program({"run", good_, "--seed", "7", "--snapshot-every", "4s", "--snapshots", file("d")}), 2);
  EXPECT_THAT(err_, HasSubstr("--snapshots " + file("d")));
  // The directory is there, and what a file of it would be called is taken by directories.
  ASSERT_EQ(program({"run", good_, "--seed", "7", "--snapshot-every", "4s", "--snapshots", file("e")}), 0);
  for (const auto& entry : std::filesystem::directory_iterator(file("e"))) {
    std::filesystem::remove(entry.path());
    std::filesystem::create_directories(entry.path() / "in the way");
  }
  EXPECT_EQ(program({"run", good_, "--seed", "7", "--snapshot-every", "4s", "--snapshots", file("e")}), 2);
  EXPECT_THAT(out_, HasSubstr("1 run: 1 passed"));
  EXPECT_THAT(err_, HasSubstr("--snapshots " + file("e")));
}

TEST_F(CommandsTest, CheckSaysOkOrEveryFinding) {
  EXPECT_EQ(program({"check", good_}), 0);
  EXPECT_EQ(out_, good_ + ": ok\n");
  const std::string bad = directory_.write("bad.yaml", "nonsense: true\n");
  EXPECT_EQ(program({"check", good_, bad}), 2);
  EXPECT_EQ(out_, "");
  EXPECT_THAT(err_, HasSubstr("bad.yaml:1:1: "));
  EXPECT_THAT(seeds_, IsEmpty());
}

TEST_F(CommandsTest, AnExpandedScenarioIsAScenarioThatExpandsToItself) {
  ASSERT_EQ(program({"check", good_, "--expand"}), 0);
  const std::string expanded = out_;
  const std::string again = directory_.write("expanded.yaml", expanded);
  ASSERT_EQ(program({"check", again, "--expand"}), 0) << err_;
  EXPECT_EQ(out_, expanded);
}

TEST_F(CommandsTest, WithASeedAnExpandedScenarioSaysWhatItsFaultsWillDo) {
  const std::string path = directory_.write(
      "faults.yaml",
      "fleetsim: 1\nname: t\ntime: { stop: 20s }\ntopology: { groups: [{ name: a }, { name: b }] }\n"
      "faults: [{ id: gone, action: crash, select: { node: b }, at: 5s, for: 1s }]\n");
  ASSERT_EQ(program({"check", path, "--expand"}), 0) << err_;
  const std::string expanded = out_;
  ASSERT_EQ(program({"check", path, "--expand", "--seed", "7"}), 0) << err_;
  EXPECT_EQ(out_, expanded + "# faults of seed 7: 1 planned\n#   5.000000000 to 6.000000000: gone, crash, [b]\n");
  EXPECT_EQ(program({"check", path, "--seed", "7"}), 2);
  EXPECT_THAT(err_, HasSubstr("--expand"));
}

TEST_F(CommandsTest, ListShowsEachScenarioWithItsNameAndSeeds) {
  EXPECT_EQ(program({"list", directory_.path()}), 0);
  EXPECT_THAT(out_, StartsWith(good_ + "  "));
  EXPECT_THAT(out_, HasSubstr(" seed"));
  directory_.write("bad.yaml", "nonsense: true\n");
  EXPECT_EQ(program({"list", directory_.path()}), 2);
  EXPECT_THAT(out_, HasSubstr("good.yaml"));
  EXPECT_THAT(err_, HasSubstr("bad.yaml:1:1: "));
  EXPECT_EQ(program({"list", file("absent")}), 2);
}

TEST_F(CommandsTest, OverridesReachTheScenarioAndTheReplayLine) {
  EXPECT_EQ(program({"run", good_, "--seed", "1", "--set", "description=told otherwise"}), 0) << err_;
  EXPECT_EQ(options_.replay_arguments, "--set 'description=told otherwise'");
}

TEST_F(CommandsTest, ABugIsExitSeventy) {
  runner_ = [](const sim::Scenario&, std::uint64_t, const sim::RunOptions&) -> sim::RunRecord {
    throw std::logic_error("impossible");
  };
  EXPECT_EQ(program({"run", good_, "--seed", "1"}), 70);
  EXPECT_THAT(err_, HasSubstr("broken invariant: impossible"));
}

}  // namespace
}  // namespace fleetsim::tests
