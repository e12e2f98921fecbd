#include "core/host/log_files.h"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "core/host/data_directory.h"

namespace fleetsim::core {
namespace {

constexpr std::string_view kPrefix = "ledger-";
constexpr std::string_view kSuffix = ".log";

// The number in `ledger-17.log`; none for any other name.
std::optional<std::uint64_t> number_of(std::string_view name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) ||
      name.size() <= kPrefix.size() + kSuffix.size())
    return std::nullopt;
  const std::string_view digits = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = failed == std::errc() && end == digits.data() + digits.size();
  return whole && digits == std::to_string(number) ? std::optional(number) : std::nullopt;
}

Error failed(const std::string& path, const char* operation, const std::string& why) {
  return Error::host(fmt::format("{}: cannot {}: {}", path, operation, why), ErrorCode::storage_failed);
}

}  // namespace

std::string LogDirectory::path(SegmentId segment) const {
  return fmt::format("{}/{}{}{}", directory_, kPrefix, segment, kSuffix);
}

Result<std::shared_ptr<LogDirectory>> LogDirectory::open(const std::string& directory) {
  std::shared_ptr<LogDirectory> log(new LogDirectory(directory));
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
    if (const auto number = number_of(entry->path().filename().string()))
      if (Result<File*> file = log->file(*number); !file) return file.error();
  if (error) return failed(directory, "list", error.message());
  // What was found may have been made just before a crash.
  log->names_dirty_ = true;
  if (Result<void> synced = log->sync(); !synced) return synced.error();
  return log;
}

Result<LogDirectory::File*> LogDirectory::file(SegmentId segment) {
  const auto known = files_.find(segment);
  if (known != files_.end()) return &known->second;
  Result<std::shared_ptr<FileStorage>> opened = FileStorage::open(path(segment));
  if (!opened) return opened.error();
  names_dirty_ = true;
  return &files_.emplace(segment, File{*std::move(opened), true}).first->second;
}

Result<LogSegments> LogDirectory::read() {
  LogSegments segments;
  for (const auto& [number, file] : files_) {
    Result<Bytes> bytes = file.storage->read();
    if (!bytes) return bytes.error();
    segments.push_back({number, share(*std::move(bytes))});
  }
  return segments;
}

Result<void> LogDirectory::append(SegmentId segment, ByteView bytes) {
  const Result<File*> to = file(segment);
  if (!to) return to.error();
  (*to)->dirty = true;
  return (*to)->storage->append(bytes);
}

Result<void> LogDirectory::sync() {
  for (auto& [number, file] : files_) {
    if (!file.dirty) continue;
    if (Result<void> synced = file.storage->sync(); !synced) return synced;
    file.dirty = false;
  }
  if (!names_dirty_) return {};
  const Result<void> synced = sync_directory(directory_);
  if (synced) names_dirty_ = false;
  return synced;
}

Result<void> LogDirectory::truncate(SegmentId segment, std::uint64_t size) {
  const Result<File*> to = file(segment);
  if (!to) return to.error();
  (*to)->dirty = true;
  return (*to)->storage->truncate(size);
}

Result<void> LogDirectory::drop(SegmentId segment) {
  files_.erase(segment);
  if (::unlink(path(segment).c_str()) != 0 && errno != ENOENT)
    return failed(path(segment), "remove", std::system_category().message(errno));
  return sync_directory(directory_);
}

}  // namespace fleetsim::core
