#include "core/host/data_directory.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fleetsim::core {
namespace {

Error failed(const std::string& path, const char* operation, int code) {
  return Error::host(fmt::format("{}: cannot {}: {}", path, operation, std::system_category().message(code)),
                     ErrorCode::storage_failed);
}

/// A descriptor that closes itself.
class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool good() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string parent_of(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::size_t slash = end == std::string::npos ? std::string::npos : path.rfind('/', end);
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<std::uint32_t> read_number(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.good()) return errno == ENOENT ? Result<std::uint32_t>(0u) : failed(path, "open", errno);
  std::array<char, 16> text{};
  const ssize_t got = ::read(file.descriptor(), text.data(), text.size());
  if (got < 0) return failed(path, "read", errno);
  std::uint32_t number = 0;
  const char* end = text.data() + got;
  const auto [stopped, wrong] = std::from_chars(text.data(), end, number);
  if (wrong != std::errc() || stopped + 1 != end || *stopped != '\n')
    return Error::host(fmt::format("{}: not the number of a life, expected digits and a line end", path),
                       ErrorCode::storage_failed);
  return number;
}

}  // namespace

Result<void> sync_directory(const std::string& path) {
  const File directory(path, O_RDONLY | O_DIRECTORY);
  if (!directory.good() || ::fsync(directory.descriptor()) != 0) return failed(path, "sync", errno);
  return {};
}

Result<DataDirectory> DataDirectory::open(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) {
    if (Result<void> synced = sync_directory(parent_of(path)); !synced) return synced.error();
  } else if (errno != EEXIST) {
    return failed(path, "make the directory", errno);
  }
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return failed(path, "open", errno);
  if (!S_ISDIR(status.st_mode)) return failed(path, "open", ENOTDIR);
  const std::string lock_path = path + "/lock";
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return failed(lock_path, "open", errno);
  DataDirectory directory(path, lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) return failed(lock_path, "lock", errno);
  return directory;
}

DataDirectory::~DataDirectory() {
  if (lock_ >= 0) ::close(lock_);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

Result<std::uint32_t> DataDirectory::next_incarnation(std::uint32_t at_least) const {
  const std::string path = path_ + "/incarnation";
  const Result<std::uint32_t> last = read_number(path);
  if (!last) return last.error();
  if (std::max(*last + 1, at_least) > kIncarnationMax || *last >= kIncarnationMax)
    return Error::host(fmt::format("{}: no larger number is left", path), ErrorCode::storage_failed);
  const std::uint32_t next = std::max(*last + 1, at_least);

  // A new file under a new name, then one atomic change of names: the old number or the new one, never a part
  // of it.
  const std::string fresh = path + ".new";
  {
    const File file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    const std::string text = fmt::format("{}\n", next);
    if (!file.good()) return failed(fresh, "open", errno);
    if (::write(file.descriptor(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(file.descriptor()) != 0)
      return failed(fresh, "write", errno);
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return failed(path, "replace", errno);
  if (Result<void> synced = sync_directory(path_); !synced) return synced.error();
  return next;
}

}  // namespace fleetsim::core
