#include "core/host/file_storage.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace fleetsim::core {
namespace {

Error system_error(const std::string& path, const char* operation) {
  return Error::host(fmt::format("{}: cannot {}: {}", path, operation, std::system_category().message(errno)),
                     ErrorCode::storage_failed);
}

}  // namespace

Error FileStorage::failed(const char* operation) const { return system_error(path_, operation); }

Result<std::shared_ptr<FileStorage>> FileStorage::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) return system_error(path, "open");
  std::shared_ptr<FileStorage> storage(new FileStorage(path, descriptor));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return system_error(path, "lock");
  return storage;
}

FileStorage::~FileStorage() { ::close(descriptor_); }

Result<Bytes> FileStorage::read() {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return failed("read");
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read");
    if (got == 0) break;  // cut by somebody else meanwhile
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Result<void> FileStorage::append(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return failed("append");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> FileStorage::sync() {
  if (::fdatasync(descriptor_) != 0) return failed("sync");
  return {};
}

Result<void> FileStorage::truncate(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failed("truncate");
  return {};
}

}  // namespace fleetsim::core
