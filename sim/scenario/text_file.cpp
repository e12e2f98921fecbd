#include "sim/scenario/text_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include <fmt/format.h>

namespace fleetsim::sim {

std::variant<std::string, Finding> read_text_file(const std::string& path, std::size_t bytes_max) {
  const auto failed = [&]() -> Finding {
    return {
        path, {}, {}, fmt::format("cannot be read ({})", std::generic_category().message(errno)), "a file"};
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return failed();
  std::string text;
  std::string chunk(64 * 1024, '\0');
  while (text.size() <= bytes_max) {
    const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), file.get());
    if (std::ferror(file.get()) != 0) return failed();
    if (got == 0) break;
    text.append(chunk, 0, got);
  }
  return text;
}

}  // namespace fleetsim::sim
