#include "sim/run/run_many.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

/// Jobs handed out and records waiting to be delivered, shared by the workers and the calling thread.
class Pool {
 public:
  Pool(const std::vector<Scenario>& scenarios, const JobSource& next, unsigned threads,
       const RunOptions& options, const std::function<bool()>& interrupted, const Runner& runner)
      : scenarios_(scenarios),
        next_(next),
        options_(options),
        interrupted_(interrupted),
        runner_(runner),
        ahead_max_(threads * kRunsAheadMax) {}

  /// One worker: takes jobs until there are none.
  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      room_.wait(lock, [this] { return closed_ || taken_ - delivered_ < ahead_max_; });
      const std::optional<Job> job = take();
      if (!job) return;
      const std::uint64_t number = taken_++;
      lock.unlock();
      RunRecord record = runner_(scenarios_[job->scenario], job->seed, options_);
      lock.lock();
      done_.emplace(number, std::move(record));
      ready_.notify_one();
    }
  }

  /// The next record in job order; nothing when all that were taken have been delivered and no more will
  /// come.
  std::optional<RunRecord> deliver() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return (closed_ && delivered_ == taken_) || done_.contains(delivered_); });
    if (!done_.contains(delivered_)) return std::nullopt;
    RunRecord record = std::move(done_.extract(delivered_).mapped());
    ++delivered_;
    room_.notify_one();
    return record;
  }

  /// No job is taken from now on.
  void close() {
    const std::lock_guard lock(mutex_);
    close_locked();
  }

 private:
  std::optional<Job> take() {
    if (closed_) return std::nullopt;
    std::optional<Job> job;
    if (!interrupted_()) job = next_();
    if (!job) close_locked();
    return job;
  }

  void close_locked() {
    closed_ = true;
    room_.notify_all();
    ready_.notify_all();
  }

  const std::vector<Scenario>& scenarios_;
  const JobSource& next_;
  const RunOptions& options_;
  const std::function<bool()>& interrupted_;
  const Runner& runner_;
  const std::uint64_t ahead_max_;

  std::mutex mutex_;
  std::condition_variable room_;   // a worker may go on: a record was delivered, or the pool was closed
  std::condition_variable ready_;  // the calling thread may go on: a record came, or the pool was closed
  std::map<std::uint64_t, RunRecord> done_;  // by job number; not yet delivered
  std::uint64_t taken_ = 0;
  std::uint64_t delivered_ = 0;
  bool closed_ = false;
};

}  // namespace

void run_many(const std::vector<Scenario>& scenarios, const JobSource& next, unsigned threads,
              const RunOptions& options, const std::function<void(const RunRecord&)>& on_done,
              const std::function<bool()>& interrupted, const Runner& runner) {
  if (threads <= 1) {
    while (!interrupted()) {
      const std::optional<Job> job = next();
      if (!job) return;
      on_done(runner(scenarios[job->scenario], job->seed, options));
    }
    return;
  }

  Pool pool(scenarios, next, threads, options, interrupted, runner);
  std::vector<std::jthread> workers;
  // Declared after the workers, so that it closes the pool before they are joined, also when `on_done`
  // throws.
  struct Closer {
    Pool& pool;
    ~Closer() { pool.close(); }
  } closer{pool};
  workers.reserve(threads);
  for (unsigned i = 0; i < threads; ++i) workers.emplace_back([&pool] { pool.work(); });
  while (const std::optional<RunRecord> record = pool.deliver()) on_done(*record);
}

void run_many(const std::vector<Scenario>& scenarios, const std::vector<Job>& jobs, unsigned threads,
              const RunOptions& options, const std::function<void(const RunRecord&)>& on_done,
              const std::function<bool()>& interrupted) {
  FLEET_CHECK(!options.trace || jobs.size() <= 1, "a trace is of a single run");
  for (const Job& job : jobs) FLEET_CHECK(job.scenario < scenarios.size());
  std::size_t position = 0;
  const JobSource next = [&]() -> std::optional<Job> {
    if (position == jobs.size()) return std::nullopt;
    return jobs[position++];
  };
  const auto threads_needed = static_cast<unsigned>(std::min<std::size_t>(threads, jobs.size()));
  run_many(scenarios, next, threads_needed, options, on_done, interrupted, run_once);
}

}  // namespace fleetsim::sim
