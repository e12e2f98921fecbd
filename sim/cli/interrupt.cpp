#include "sim/cli/interrupt.h"

#include <atomic>
#include <cerrno>
#include <string_view>

#include <signal.h>
#include <unistd.h>

namespace fleetsim::sim {
namespace {

std::atomic<int> signal_seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

extern "C" void on_interrupt(int signal) {
  const int saved = errno;
  signal_seen.store(signal);
  constexpr std::string_view kMessage =
      "\nfleetsim: finishing the runs under way; interrupt again to end at once\n";
  if (::isatty(STDERR_FILENO) == 1) {
    // Nothing can be done about a failure to write from here.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  }
  errno = saved;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  // SA_RESETHAND: the second signal finds the default action. SA_RESTART: a write under way is not cut short.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int interrupt_signal() {
  return signal_seen.load();
}

}  // namespace fleetsim::sim
