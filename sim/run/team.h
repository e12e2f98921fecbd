#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fleetsim::sim {

/// Threads that do the tasks of one round after the other, each round together.
class Team {
 public:
  /// So many, the calling one among them; at least one.
  explicit Team(unsigned threads);
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;
  ~Team();

  using Task = std::function<void(std::size_t number)>;
  /// Calls task(0) to task(count - 1), each once, on some thread, begun in that order, and returns when all are done. What one of them throws
  /// leaves this function when they are. Not to be called by two threads at a time.
  void run(std::size_t count, const Task& task);

 private:
  // A round and how many of its tasks nobody has taken, in one word, so that nobody takes those of another round.
  static constexpr std::uint64_t kRound = std::uint64_t{1} << 32;
  static constexpr std::uint64_t left_of(std::uint64_t ticket) { return ticket % kRound; }
  static constexpr std::uint64_t kOver = UINT64_MAX - kRound + 1;  // no round: the team is dismissed

  void work();
  /// Does tasks of the round for as long as there are any.
  void take_part();

  std::atomic<std::uint64_t> ticket_ = 0;
  std::atomic<std::size_t> undone_ = 0;
  const Task* task_ = nullptr;  // of the round
  std::size_t count_ = 0;       // of its tasks
  std::mutex mutex_;
  std::exception_ptr thrown_;  // first
  std::vector<std::jthread> threads_;
};

}  // namespace fleetsim::sim
