#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "core/env/effect.h"
#include "core/host/log_files.h"

namespace fleetsim::core {

/// Carries out a node's storage effects on a thread of its own, in the order given, so that nobody waits for
/// a disk.
///
/// What is waiting when the thread comes to it is one group: all its bytes are written, then synced once if
/// any of it asked for that, then confirmed in order. If a write fails, the file is cut back to where the
/// group began; if a sync fails, to what was last synced, for the kernel may have dropped what it could not
/// write, and a second sync would not say so. The whole group is then reported as failed. Confirmations are
/// inputs; `confirm` is called from the ledger's thread.
class FileLedger {
 public:
  /// The inputs that say what became of so many effects.
  using Confirm = std::function<void(std::vector<Input> inputs, std::size_t effects)>;

  /// The sizes of the segments of the log as they are.
  using Sizes = std::map<SegmentId, std::uint64_t>;

  FileLedger(std::shared_ptr<LogFiles> files, Sizes sizes, Confirm confirm);
  /// Like a crash: what has not been begun is dropped; no confirmation comes after it.
  ~FileLedger();
  FileLedger(const FileLedger&) = delete;
  FileLedger& operator=(const FileLedger&) = delete;

  void append(Append effect) { push(std::move(effect)); }
  void sync(Sync effect) { push(effect); }
  void truncate(Truncate effect) { push(effect); }
  void drop(DropSegment effect) { push(effect); }

  /// Waits until all that was asked for has been done, and syncs.
  void drain();

 private:
  using Operation = std::variant<Append, Sync, Truncate, DropSegment>;

  void push(Operation operation);
  void work();
  std::vector<Input> carry_out(const std::vector<Operation>& group);
  Result<void> write(const Operation& operation);
  void cut_back_to(const Sizes& sizes);
  static std::vector<Input> failures(const std::vector<Operation>& group, const Error& error);

  std::shared_ptr<LogFiles> files_;
  Confirm confirm_;
  // Of the ledger's thread:
  Sizes sizes_;
  Sizes durable_;
  bool torn_ = false;  // a failed write could not be cut off yet

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Operation> waiting_;
  bool busy_ = false;
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace fleetsim::core
