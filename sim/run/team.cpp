#include "sim/run/team.h"

#include <utility>

namespace fleetsim::sim {
namespace {

// Rounds follow each other so closely that falling asleep between them would take longer than most of them.
constexpr int kLooksBeforeSleep = 2'000;

template <class T, class Waits>
void wait_while(const std::atomic<T>& value, Waits waits) {
  while (true) {
    for (int look = 0; look < kLooksBeforeSleep; ++look) {
      if (!waits(value.load(std::memory_order_acquire))) return;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    const T seen = value.load(std::memory_order_acquire);
    if (!waits(seen)) return;
    value.wait(seen, std::memory_order_acquire);
  }
}

}  // namespace

Team::Team(unsigned threads) {
  for (unsigned i = 1; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Team::~Team() {
  ticket_.store(kOver, std::memory_order_release);
  ticket_.notify_all();
}

void Team::run(std::size_t count, const Task& task) {
  if (count == 0) return;
  task_ = &task;
  count_ = count;
  thrown_ = nullptr;
  undone_.store(count, std::memory_order_relaxed);
  const std::uint64_t round = ticket_.load(std::memory_order_relaxed) / kRound + 1;
  ticket_.store(round * kRound + count, std::memory_order_release);
  ticket_.notify_all();
  take_part();
  wait_while(undone_, [](std::size_t undone) { return undone > 0; });
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void Team::work() {
  while (true) {
    wait_while(ticket_, [](std::uint64_t ticket) { return left_of(ticket) == 0 && ticket != kOver; });
    if (ticket_.load(std::memory_order_acquire) == kOver) return;
    take_part();
  }
}

void Team::take_part() {
  std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
  while (left_of(ticket) > 0) {
    if (!ticket_.compare_exchange_weak(ticket, ticket - 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
    // Its round cannot end before this is done.
    try {
      (*task_)(count_ - left_of(ticket));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!thrown_) thrown_ = std::current_exception();
    }
    if (undone_.fetch_sub(1, std::memory_order_acq_rel) == 1) undone_.notify_all();
    ticket = ticket_.load(std::memory_order_acquire);
  }
}

}  // namespace fleetsim::sim
