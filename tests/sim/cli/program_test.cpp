// The program itself, as a process: its streams, its exit codes, its signals.

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// The program under way; standard output comes through a pipe, standard error goes nowhere.
class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    id_ = ::fork();
    if (id_ == 0) {
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(nowhere, STDERR_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      const std::string program = program_path();
      std::vector<char*> words{const_cast<char*>(program.c_str())};
      for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
      words.push_back(nullptr);
      ::execv(program.c_str(), words.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }

  ~Program() {
    ::close(out_);
    if (!ended_) {
      ::kill(id_, SIGKILL);
      ::waitpid(id_, nullptr, 0);
    }
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Reads more of the output; false at its end.
  bool read_some() {
    std::array<char, 4096> part;
    const ssize_t n = ::read(out_, part.data(), part.size());
    if (n > 0) text_.append(part.data(), static_cast<std::size_t>(n));
    return n > 0;
  }

  /// Everything the program writes to its end; the exit code, or 1000 and the signal that ended it.
  int finish() {
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(id_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }

  void send(int signal) const { ::kill(id_, signal); }
  const std::string& text() const { return text_; }

 private:
  pid_t id_ = 0;
  int out_ = -1;
  bool ended_ = false;
  std::string text_;
};

std::string smoke() {
  return source_dir() + "/scenarios/smoke/three_node_store.yaml";
}

TEST(ProgramTest, APassIsExitZeroWithVerdictFingerprintAndReplayLine) {
  Program program({"run", smoke(), "--seed", "7"});
  EXPECT_EQ(program.finish(), 0) << program.text();
  EXPECT_THAT(program.text(), StartsWith("PASS "));
  EXPECT_THAT(program.text(), HasSubstr(", fingerprint "));
  EXPECT_THAT(program.text(), HasSubstr("\nreplay: fleetsim replay "));
  EXPECT_THAT(program.text(), EndsWith("1 run: 1 passed, 0 failed\n"));
}

TEST(ProgramTest, TheReplayLineGivesTheSameFingerprint) {
  Program run({"run", smoke(), "--seed", "7", "--set", "fabric.gossip.interval=300ms"});
  run.finish();
  const std::string line = run.text().substr(run.text().find("\nreplay: fleetsim ") + 18);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.find('\n');) {
    const std::size_t end = line.find_first_of(" \n", at);
    words.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  Program replay(words);
  EXPECT_EQ(replay.finish(), 0);
  EXPECT_EQ(replay.text(), run.text());
}

TEST(ProgramTest, WrongInputIsExitTwo) {
  EXPECT_EQ(Program({"run", smoke(), "--seed", "-1"}).finish(), 2);
  EXPECT_EQ(Program({"run", "absent.yaml"}).finish(), 2);
  EXPECT_EQ(Program({}).finish(), 2);
}

class SignalTest : public testing::TestWithParam<int> {};

TEST_P(SignalTest, EndsTheProgramAfterTheRunsUnderWayWithAReport) {
  Program program({"run", smoke(), "--seeds", "1..1000000000000", "--jobs", "2"});
  ASSERT_TRUE(program.read_some()) << "nothing was run";
  program.send(GetParam());
  EXPECT_EQ(program.finish(), 128 + GetParam());
  EXPECT_THAT(program.text(), HasSubstr("\ninterrupted: "));
  EXPECT_THAT(program.text(), HasSubstr(" of 1000000000000 runs done\n"));
  EXPECT_THAT(program.text(), EndsWith(" failed\n"));
}

INSTANTIATE_TEST_SUITE_P(Signals, SignalTest, testing::Values(SIGINT, SIGTERM), [](const auto& row) {
  return std::string(row.param == SIGINT ? "interrupt" : "terminate");
});

}  // namespace
}  // namespace fleetsim::tests
