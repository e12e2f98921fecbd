#include "sim/snapshot/snapshot_directory.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace fleetsim::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".snapshot";

std::string prefix_of(const Scenario& scenario, std::uint64_t seed) {
  return fmt::format("{}-{}-", core::to_hex(scenario_digest(scenario)), seed);
}

// The instant that the name of a file of that run ends in; none: it is another file.
std::optional<core::Instant> instant_in(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix) || !name.ends_with(kSuffix) || name.size() < prefix.size() + kSuffix.size())
    return std::nullopt;
  name = name.substr(prefix.size(), name.size() - prefix.size() - kSuffix.size());
  core::Instant instant;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), instant.ns);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return instant;
}

core::Error failed(const fs::path& path, const std::error_code& why) {
  return core::Error::host(fmt::format("{}: {}", path.string(), why ? why.message() : "cannot be written"),
                           core::ErrorCode::storage_failed);
}

}  // namespace

core::Result<void> SnapshotDirectory::make() const {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) return failed(path_, error);
  if (!fs::is_directory(path_, error)) return failed(path_, std::make_error_code(std::errc::not_a_directory));
  return {};
}

core::Result<void> SnapshotDirectory::write(const LiveRun& run) const {
  const std::string prefix = prefix_of(run.world().scenario(), run.seed());
  const fs::path path = fs::path(path_) / fmt::format("{}{}{}", prefix, run.world().now().ns, kSuffix);
  const fs::path unfinished = path.string() + ".part";
  const core::Bytes bytes = save_snapshot(run);
  {
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return failed(unfinished, {});
  }
  std::error_code error;
  fs::rename(unfinished, path, error);
  if (error) return failed(path, error);
  return {};
}

SnapshotDirectory::Found SnapshotDirectory::nearest(const std::shared_ptr<const Scenario>& scenario,
                                                    std::uint64_t seed, core::Instant until) const {
  Found found;
  const std::string prefix = prefix_of(*scenario, seed);
  std::vector<std::pair<core::Instant, fs::path>> candidates;
  std::error_code error;
  for (fs::directory_iterator file(path_, error); !error && file != fs::directory_iterator();
       file.increment(error))
    if (const auto at = instant_in(file->path().filename().string(), prefix); at && *at <= until)
      candidates.emplace_back(*at, file->path());
  if (error) found.unusable.push_back(fmt::format("{}: {}", path_, error.message()));
  std::ranges::sort(candidates, std::greater{});
  for (const auto& [at, path] : candidates) {
    std::ifstream file(path, std::ios::binary);
    const core::Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    core::Result<LiveRun> run = load_snapshot(bytes, scenario, seed);
    if (run) {
      found.run = *std::move(run);
      break;
    }
    found.unusable.push_back(fmt::format("{}: {}", path.string(), run.error().text()));
  }
  return found;
}

}  // namespace fleetsim::sim
