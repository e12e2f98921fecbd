#include "core/host/file_ledger.h"

#include <algorithm>
#include <iterator>

namespace fleetsim::core {

FileLedger::FileLedger(std::shared_ptr<LogFiles> files, Sizes sizes, Confirm confirm)
    : files_(std::move(files)), confirm_(std::move(confirm)), sizes_(sizes), durable_(std::move(sizes)) {
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
  if (sizes_ != durable_ && files_->sync()) durable_ = sizes_;
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
  if (torn_) cut_back_to(Sizes(sizes_));
  Sizes good = sizes_;
  bool wants_sync = false;
  for (const Operation& operation : group) {
    if (result) result = write(operation);
    wants_sync |= std::holds_alternative<Sync>(operation);
  }
  if (result && wants_sync) {
    result = files_->sync();
    good = durable_;
    if (result) durable_ = sizes_;
  }
  if (!result) {
    cut_back_to(good);
    return failures(group, result.error());
  }
  for (const Operation& operation : group) {
    if (const auto* append = std::get_if<Append>(&operation)) out.push_back(Appended{append->seq});
    if (const auto* sync = std::get_if<Sync>(&operation)) out.push_back(Synced{sync->seq});
  }
  return out;
}

Result<void> FileLedger::write(const Operation& operation) {
  if (torn_) return Error::host("the log could not be repaired after a failure", ErrorCode::storage_failed);
  if (const auto* cut = std::get_if<Truncate>(&operation)) {
    const Result<void> done = files_->truncate(cut->segment, cut->size);
    if (done) sizes_[cut->segment] = durable_[cut->segment] = cut->size;
    return done;
  }
  if (const auto* drop = std::get_if<DropSegment>(&operation)) {
    const Result<void> done = files_->drop(drop->segment);
    if (done) {
      sizes_.erase(drop->segment);
      durable_.erase(drop->segment);
    }
    return done;
  }
  const auto* append = std::get_if<Append>(&operation);
  if (append == nullptr) return {};
  std::uint64_t& size = sizes_[append->segment];
  const Result<void> done = files_->append(append->segment, *append->bytes);
  if (done) size += append->bytes->size();
  return done;
}

// What lies behind is not to be relied on.
void FileLedger::cut_back_to(const Sizes& sizes) {
  torn_ = false;
  for (auto& [segment, size] : sizes_) {
    const auto good = sizes.find(segment);
    size = good == sizes.end() ? 0 : good->second;
    if (!files_->truncate(segment, size)) torn_ = true;
  }
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
