#include "core/host/command_evaluator.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/utf8.h"
#include "core/codec/codec_registry.h"

extern char** environ;

namespace fleetsim::core {
namespace {

/// Two descriptors that belong together; those still open are closed at the end.
struct Pair {
  ~Pair() {
    close(0);
    close(1);
  }

  void close(std::size_t end) {
    if (ends[end] >= 0) ::close(std::exchange(ends[end], -1));
  }

  std::array<int, 2> ends{-1, -1};
};

/// Starts it in a process group of its own; 0 and the system's reason when it cannot be.
std::pair<pid_t, int> start(const std::vector<std::string>& command, const Pair& in, const Pair& out) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t process = 0;
  const int failed = ::posix_spawnp(&process, words[0], &actions, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return {failed == 0 ? process : 0, failed};
}

Error limit(const char* what) {
  return Error::eval(fmt::format("the command {}", what), ErrorCode::limit_exceeded);
}

using Clock = std::chrono::steady_clock;

/// Gives it its input and takes its output until it closes that.
Result<std::string> converse(std::string_view input, Pair& in, Pair& out, Clock::time_point end,
                             std::size_t output_bytes_max) {
  std::string output;
  std::array<char, 16 * 1024> part;
  for (;;) {
    if (input.empty()) in.close(1);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return limit("took too long");
    std::array<pollfd, 2> ready{pollfd{out.ends[0], POLLIN, 0}, pollfd{in.ends[1], POLLOUT, 0}};
    ::poll(ready.data(), ready.size(), static_cast<int>(std::min<std::int64_t>(left, 1000)));
    if (ready[1].revents != 0 && !input.empty()) {
      const ssize_t put = ::send(in.ends[1], input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (put > 0) input.remove_prefix(static_cast<std::size_t>(put));
      // It does not want to hear any more: its affair.
      if (put < 0 && errno != EAGAIN && errno != EINTR) input = {};
    }
    if (ready[0].revents == 0) continue;
    const ssize_t got = ::read(out.ends[0], part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return output;
    output.append(part.data(), static_cast<std::size_t>(got));
    if (output.size() > output_bytes_max) return limit("said too much");
  }
}

/// Its status, or none when it did not end in time.
std::optional<int> status_by(pid_t process, Clock::time_point end) {
  int status = 0;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    if (Clock::now() >= end) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return status;
}

Result<EvalReply> run(std::string_view input, const CommandOptions& options) {
  Pair in;
  Pair out;
  // Its input is a socket, because writing to a pipe that nobody reads would end us.
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in.ends.data()) != 0 ||
      ::pipe2(out.ends.data(), O_CLOEXEC) != 0)
    return Error::eval("no descriptors are left for the command");
  const Clock::time_point end = Clock::now() + std::chrono::nanoseconds(options.timeout.ns);
  const auto [process, why] = start(options.command, in, out);
  if (process == 0)
    return Error::eval(fmt::format("the command {} cannot be started: {}", options.command[0],
                                   std::system_category().message(why)));
  in.close(0);
  out.close(1);
  Result<std::string> output = converse(input, in, out, end, options.output_bytes_max);
  std::optional<int> status = output ? status_by(process, end) : std::nullopt;
  if (!status) {
    ::kill(-process, SIGKILL);
    status_by(process, Clock::time_point::max());
    return output ? limit("took too long") : output.error();
  }
  if (WIFSIGNALED(*status))
    return Error::eval(fmt::format("the command was ended by signal {}", WTERMSIG(*status)));
  if (WEXITSTATUS(*status) != 0)
    return Error::eval(fmt::format("the command failed with status {}", WEXITSTATUS(*status)));
  if (!is_utf8(*output)) return Error::eval("the command's output is no UTF-8");
  return text_reply(*std::move(output));
}

}  // namespace

Evaluation CommandEvaluator::evaluate(const EvalRequest& request) const {
  if (request.expr.kind() == Expr::Kind::string) return {run(request.expr.text(), options_)};
  const Result<Bytes> text =
      CodecRegistry::with_all().encode(Symbol::qualified("codec", "lisp"), request.expr);
  if (!text) return {text.error()};
  return {run(as_text(*text), options_)};
}

}  // namespace fleetsim::core
