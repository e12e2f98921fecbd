#include "core/host/file_ledger.h"

#include <algorithm>
#include <iterator>

namespace fleetsim::core {

FileLedger::FileLedger(std::shared_ptr<Storage> storage, std::uint64_t size, Confirm confirm)
    : storage_(std::move(storage)), confirm_(std::move(confirm)), size_(size), durable_size_(size) {
  thread_ = std::thread([this] { work(); });
}

FileLedger::~FileLedger() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void FileLedger::push(Operation operation) {
  {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back(std::move(operation));
  }
  changed_.notify_all();
}

void FileLedger::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !busy_; });
  // Nothing is being done and nobody else asks for anything: the storage is ours for a moment.
  if (size_ != durable_size_ && storage_->sync()) durable_size_ = size_;
}

void FileLedger::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ending_ || !waiting_.empty(); });
    if (ending_) return;
    const std::vector<Operation> group(std::make_move_iterator(waiting_.begin()),
                                       std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    busy_ = true;
    lock.unlock();
    std::vector<Input> done = carry_out(group);
    lock.lock();
    busy_ = false;
    if (ending_) return;
    confirm_(std::move(done), group.size());
    changed_.notify_all();
  }
}

std::vector<Input> FileLedger::carry_out(const std::vector<Operation>& group) {
  std::vector<Input> out;
  Result<void> result;
  std::uint64_t good_size = size_;
  bool wants_sync = false;
  for (const Operation& operation : group) {
    if (result) result = write(operation);
    wants_sync |= std::holds_alternative<Sync>(operation);
  }
  if (result && wants_sync) {
    result = storage_->sync();
    good_size = durable_size_;
    if (result) durable_size_ = size_;
  }
  if (!result) {
    size_ = good_size;
    torn_ = !storage_->truncate(size_).has_value();
    return failures(group, result.error());
  }
  for (const Operation& operation : group) {
    if (const auto* append = std::get_if<Append>(&operation)) out.push_back(Appended{append->seq});
    if (const auto* sync = std::get_if<Sync>(&operation)) out.push_back(Synced{sync->seq});
  }
  return out;
}

Result<void> FileLedger::write(const Operation& operation) {
  if (const auto* cut = std::get_if<Truncate>(&operation)) {
    const Result<void> done = storage_->truncate(cut->size);
    if (done) size_ = durable_size_ = cut->size;
    return done;
  }
  const auto* append = std::get_if<Append>(&operation);
  if (append == nullptr) return {};
  if (torn_) {
    if (Result<void> cut = storage_->truncate(size_); !cut) return cut;
    torn_ = false;
  }
  const Result<void> done = storage_->append(*append->bytes);
  if (done) size_ += append->bytes->size();
  return done;
}

// One for each number in the group.
std::vector<Input> FileLedger::failures(const std::vector<Operation>& group, const Error& error) {
  std::vector<Input> out;
  AppendSeq failed = 0;
  for (const Operation& operation : group) {
    const auto* append = std::get_if<Append>(&operation);
    const auto* sync = std::get_if<Sync>(&operation);
    const AppendSeq seq = append != nullptr ? append->seq : sync != nullptr ? sync->seq : 0;
    if (seq <= failed) continue;
    out.push_back(StorageFailed{seq, error});
    failed = seq;
  }
  return out;
}

}  // namespace fleetsim::core
