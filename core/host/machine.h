#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/env/effect.h"
#include "core/host/compute_pool.h"
#include "core/host/data_directory.h"
#include "core/host/file_ledger.h"
#include "core/host/host_clock.h"
#include "core/host/links.h"
#include "core/host/timer_table.h"

namespace fleetsim::core {

struct MachineOptions {
  LinkOptions links;
  /// Its data directory (core/host/data_directory.h).
  std::string data;
  /// A life's number is at least that (DataDirectory::next_incarnation).
  std::uint32_t incarnation_min = 1;
  EvaluatorRef evaluator;  ///< none: it does not compute
  std::size_t compute_slots = 1;
  std::size_t compute_waiting_max = 1024;
};

/// One machine while it is on: carries out a node's effects over sockets, a file, the clock and worker
/// threads, and hands back what reaches the node. Knows nothing of the node itself. Lives on one loop; to
/// destroy it is to cut its power: nothing reaches anybody after that, and what was not synced may be lost.
class Machine {
 public:
  struct Events {
    /// Booted comes first. On the loop, never from within `perform`.
    std::function<void(const Input&)> input;
    std::function<void(const Answer&)> answer;
    std::function<void(const Observation&)> observe;
    std::function<void(ClientId, ClientRequest)> request;
    std::function<void(ClientId)> client_gone;
    std::function<void(const LinkFact&)> link;
  };

  /// `clock` must outlive it.
  Machine(boost::asio::io_context& loop, const HostClock& clock, MachineOptions options);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// Begins a life: opens the data directory, reads the log, listens, and delivers Booted. Errors: those of
  /// the storage and of the network; then there is no life.
  Result<void> start(Events events);

  /// Carries the effects of one input out, in their order.
  void perform(const Effects& effects);

  Instant now() const { return clock_.now(); }
  std::uint32_t incarnation() const { return incarnation_; }
  Links& links() { return *links_; }
  /// Nothing but timers and messages of others can still cause an input.
  bool is_idle() const;
  bool has_timers() const { return timers_.next().has_value(); }
  /// Everything that was appended is durable when it returns.
  void sync_all() { ledger_->drain(); }

 private:
  void deliver(const Input& input);
  void confirmed(const std::vector<Input>& inputs, std::size_t effects);
  void wait_for_timer();

  boost::asio::io_context& loop_;
  const HostClock& clock_;
  MachineOptions options_;
  Events events_;
  std::uint32_t incarnation_ = 0;
  std::optional<DataDirectory> data_;

  TimerTable timers_;
  boost::asio::steady_timer alarm_;
  std::optional<Instant> alarm_at_;
  std::size_t storing_ = 0;  // effects that the ledger has not confirmed yet
  std::unique_ptr<Links> links_;
  std::unique_ptr<ComputePool> pool_;
  std::unique_ptr<FileLedger> ledger_;
  std::shared_ptr<Machine*> self_;  // for what was posted: null once it is off
};

}  // namespace fleetsim::core
