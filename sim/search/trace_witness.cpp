#include "sim/search/trace_witness.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "sim/observe/fingerprint.h"
#include "sim/run/trace.h"
#include "sim/search/by_text.h"
#include "sim/search/witness_failed.h"

namespace fleetsim::sim {

TraceWitness::TraceWitness(const std::string& path) : path_(path), file_(path) {
  if (!file_) throw WitnessFailed(fmt::format("{}: cannot be read", path_));
}

bool TraceWitness::looks_like_one(std::string_view first_line) {
  const std::size_t point = first_line.find_first_not_of("0123456789");
  return point != 0 && point != std::string_view::npos && first_line[point] == '.' &&
         first_line.size() > point + 11 &&
         std::ranges::all_of(first_line.substr(point + 1, 9), [](char c) { return c >= '0' && c <= '9'; }) &&
         first_line[point + 10] == ' ';
}

Witness::Mark TraceWitness::next() {
  block_.clear();
  // Blocks end where those of LiveWitness do.
  const std::uint64_t wanted = (facts_ / Fingerprint::kInterval + 1) * Fingerprint::kInterval;
  std::uint64_t event = events_.size();
  bool ending = false;
  while (true) {
    if (!ahead_) {
      ahead_at_ = file_.tellg();
      std::string line;
      if (!std::getline(file_, line)) {
        if (file_.bad()) throw WitnessFailed(fmt::format("{}: cannot be read any further", path_));
        return {state_, facts_, true};
      }
      ahead_ = std::move(line);
    }
    if (!looks_like_one(*ahead_))
      throw WitnessFailed(fmt::format("{}: not a trace at byte {}, expected lines as run --trace writes them",
                                      path_, static_cast<long long>(ahead_at_)));
    const std::optional<EventLine> happened = event_of_line(*ahead_);
    if ((happened || is_last_line(*ahead_)) && facts_ >= wanted) return {state_, facts_, false};
    if (happened) {
      if (happened->number != events_.size() + 1)
        throw WitnessFailed(fmt::format("{}: event {} after event {}, expected a whole trace", path_,
                                        happened->number, events_.size()));
      event = happened->number;
      events_.push_back({happened->cause, ahead_at_});
    } else if (is_last_line(*ahead_)) {
      ending = true;
    } else {
      state_ = hash_of_text(state_, *ahead_);
      block_.push_back({ending ? 0 : event, hash_of_text({}, *ahead_), *ahead_});
      ++facts_;
    }
    ahead_.reset();
  }
}

std::vector<std::string> TraceWitness::causes(std::uint64_t event) {
  std::vector<std::string> chain;
  std::ifstream file(path_);
  while (event != 0 && event <= events_.size()) {
    std::string line;
    file.seekg(events_[event - 1].line);
    std::getline(file, line);
    chain.push_back(std::move(line));
    event = events_[event - 1].cause;
  }
  return chain;
}

}  // namespace fleetsim::sim
