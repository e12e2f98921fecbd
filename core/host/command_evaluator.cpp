#include "core/host/command_evaluator.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/utf8.h"
#include "core/codec/codec_registry.h"
#include "core/eval/content_key.h"

namespace fleetsim::core {
namespace {

constexpr std::size_t kErrorTextMax = 1000;

/// A file descriptor and the end of its life.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

Error cannot(const std::string& what) {
  return Error::eval(fmt::format("the command {}: {}", what, std::system_category().message(errno)));
}

/// Both ends of something between us and the child; ours never blocks, and neither outlives an exec unless it
/// is passed. Sockets, because a write to one whose reader has gone need not raise a signal.
struct Channel {
  Descriptor ours;
  Descriptor theirs;

  bool open() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return false;
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
    return ::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
  }
};

/// A running child in a process group of its own. Ends, with the group, when this does.
class Child {
 public:
  ~Child() { finish(); }

  /// Kills the group and takes the child's status; -1 when there is none.
  int finish() {
    if (pid_ <= 0) return -1;
    ::kill(-pid_, SIGKILL);
    int status = -1;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

  Result<void> start(const std::vector<std::string>& command, const std::vector<std::string>& variables) {
    if (!in.open() || !out.open() || !err.open()) return cannot("has no sockets");
    std::vector<char*> arguments;
    for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    std::vector<char*> environment;
    for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
    for (const std::string& variable : variables) environment.push_back(const_cast<char*>(variable.c_str()));
    environment.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in.theirs.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.theirs.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.theirs.get(), STDERR_FILENO);
    // Whatever the host does with signals is not the command's business.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const int failed =
        ::posix_spawnp(&pid_, arguments[0], &actions, &attributes, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed != 0) {
      pid_ = -1;
      errno = failed;
      return cannot(command[0] + " cannot be started");
    }
    in.theirs.close();
    out.theirs.close();
    err.theirs.close();
    // The C library's own declaration of pidfd_open lacks C linkage in glibc 2.36.
    ended = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!ended.is_open()) return cannot("cannot be watched");
    return {};
  }

  Channel in;
  Channel out;
  Channel err;
  Descriptor ended;  ///< readable once the child has ended

 private:
  pid_t pid_ = -1;
};

// Appends what is there; closes the end when there will be no more.
void read_some(Descriptor& from, std::string& into, std::size_t bytes_max) {
  std::array<char, 16 * 1024> chunk{};
  while (into.size() <= bytes_max) {
    const ssize_t got = ::recv(from.get(), chunk.data(), chunk.size(), 0);
    if (got > 0) {
      into.append(chunk.data(), static_cast<std::size_t>(got));
    } else {
      if (got == 0 || (errno != EAGAIN && errno != EINTR)) from.close();
      return;
    }
  }
}

void write_some(Descriptor& to, std::string_view& text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(to.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN && errno != EINTR) to.close();  // it does not want to read it all
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  to.close();
}

/// What is said of an error is sent to others as text.
std::string error_text(std::string text) {
  text.resize(std::min(text.size(), kErrorTextMax));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (!is_utf8(text))
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return text;
}

struct Output {
  std::string out;
  std::string err;
};

/// Feeds the child and listens until it has ended.
Result<Output> converse(Child& child, std::string_view input, const CommandOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::nanoseconds(options.timeout.ns);
  Output said;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Error::eval("cpu-time: the command took too long", ErrorCode::limit_exceeded);
    // A closed descriptor is -1, which poll() passes over.
    std::array<pollfd, 4> watched = {
        pollfd{child.ended.get(), POLLIN, 0}, pollfd{child.in.ours.get(), POLLOUT, 0},
        pollfd{child.out.ours.get(), POLLIN, 0}, pollfd{child.err.ours.get(), POLLIN, 0}};
    const int wait_ms = static_cast<int>(std::min<long long>(left, 60'000));
    if (::poll(watched.data(), watched.size(), wait_ms) < 0 && errno != EINTR)
      return cannot("cannot be waited for");
    if (watched[1].revents != 0) write_some(child.in.ours, input);
    if (watched[2].revents != 0) read_some(child.out.ours, said.out, options.output_bytes_max);
    if (watched[3].revents != 0) {
      read_some(child.err.ours, said.err, 2 * kErrorTextMax);
      said.err.resize(std::min(said.err.size(), kErrorTextMax));  // the rest is read and forgotten
    }
    if (said.out.size() > options.output_bytes_max)
      return Error::eval("the command said too much", ErrorCode::limit_exceeded);
    // All that it wrote itself was there before it ended; what it left running may hold the streams open for
    // ever.
    if (watched[0].revents != 0 && watched[2].revents == 0 && watched[3].revents == 0) return said;
  }
}

/// `what`, and what it said of that.
Error failed(std::string what, const std::string& said) {
  const std::string text = error_text(said);
  return Error::eval(text.empty() ? std::move(what) : fmt::format("{}: {}", what, text));
}

Result<std::vector<std::string>> variables_of(const EvalRequest& request) {
  const Result<ContentKey> key = ContentKey::from_request(request);
  if (!key) return key.error();
  std::string capabilities;
  for (const CapabilityName& capability : request.required_capabilities) {
    if (capability.find('\n') != std::string::npos || capability.find('\0') != std::string::npos)
      return Error::eval("a capability that is no line of text", ErrorCode::malformed);
    capabilities += capability + "\n";
  }
  return std::vector<std::string>{"FLEETSIM_KEY=" + to_hex(key->digest()),
                                  std::string("FLEETSIM_MODE=") + to_string(request.mode),
                                  std::string("FLEETSIM_CONSISTENCY=") + to_string(request.consistency),
                                  "FLEETSIM_CAPABILITIES=" + capabilities};
}

Result<EvalReply> run(const EvalRequest& request, std::string_view input, const CommandOptions& options) {
  const Result<std::vector<std::string>> variables = variables_of(request);
  if (!variables) return variables.error();
  Child child;
  if (Result<void> started = child.start(options.command, *variables); !started) return started.error();
  Result<Output> said = converse(child, input, options);
  if (!said) return said.error();
  const int status = child.finish();
  if (WIFSIGNALED(status))
    return failed(fmt::format("the command was ended by signal {}", WTERMSIG(status)), said->err);
  if (WEXITSTATUS(status) != 0)
    return failed(fmt::format("the command failed with status {}", WEXITSTATUS(status)), said->err);
  if (!is_utf8(said->out)) return Error::eval("the command's output is no UTF-8");
  return text_reply(std::move(said->out));
}

}  // namespace

Evaluation CommandEvaluator::evaluate(const EvalRequest& request) const {
  if (request.expr.kind() == Expr::Kind::string) return {run(request, request.expr.text(), options_)};
  const Result<Bytes> text =
      CodecRegistry::with_all().encode(Symbol::qualified("codec", "lisp"), request.expr);
  if (!text) return {text.error()};
  return {run(request, as_text(*text), options_)};
}

}  // namespace fleetsim::core
