// fleetsim_peer: published workloads on fleetsim's own event loop and virtual network, one line of figures,
// so that it can be put beside other simulators. `bare-*` is the same workload on a std::priority_queue, as
// the measure.

#include <charconv>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/bench/peer/measure.h"
#include "tests/bench/peer/workloads.h"

namespace fleetsim::peer {
namespace {

constexpr const char* kUsage =
    "fleetsim_peer [bare-]phold N M SECONDS | [bare-]messages N SECONDS | lossy-messages N SECONDS | "
    "[bare-]epidemic N | [bare-]idle N MINUTES | fleet N STRATEGY [SECONDS]\n";

class Fleet {
 public:
  Fleet(std::uint32_t nodes, std::string strategy, std::optional<std::int64_t> seconds)
      : nodes_(nodes), strategy_(std::move(strategy)), seconds_(seconds) {}
  Outcome run() const {
    const core::Result<Outcome> outcome = run_fleet(nodes_, strategy_, seconds_);
    if (outcome) return *outcome;
    fmt::print(stderr, "fleetsim_peer: {}\n", outcome.error().text());
    std::exit(2);
  }

 private:
  std::uint32_t nodes_;
  std::string strategy_;
  std::optional<std::int64_t> seconds_;
};

std::optional<std::uint32_t> number(const std::string& text, std::uint32_t least) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value >= least ? std::optional(value) : std::nullopt;
}

int run(const std::vector<std::string>& words) {
  std::vector<std::uint32_t> numbers;
  const std::string what = words.empty() ? "" : words[0];
  for (std::size_t i = 1; i < words.size(); ++i)
    if (const auto value = number(words[i], 1)) numbers.push_back(*value);
  const bool fleet = what == "fleet" && (words.size() == 3 || words.size() == 4) && numbers.size() + 2 == words.size();
  if (!fleet && numbers.size() + 1 != words.size()) numbers.clear();

  const sim::Distribution nine = sim::Constant{core::milliseconds(9)};
  const auto is = [&](const char* name, std::size_t count) {
    return what == name && numbers.size() == count;
  };
  // A node needs two others on either side of it four steps away, or a peer.
  const bool enough = numbers.empty() || what.find("messages") == std::string::npos || numbers[0] >= 10;
  if (is("phold", 3))
    measure<Phold<FleetsimEngine>>(what, numbers[0], numbers[1], numbers[2]);
  else if (is("bare-phold", 3))
    measure<Phold<BareEngine>>(what, numbers[0], numbers[1], numbers[2]);
  else if (is("messages", 2) && enough)
    measure<Messages<FleetsimEngine, RealNetwork>>(what, numbers[0], numbers[1],
                                                   RealNetwork(numbers[0], nine, {}, core::Ratio{}), true);
  else if (is("lossy-messages", 2) && enough)
    measure<Messages<FleetsimEngine, RealNetwork>>(
        what, numbers[0], numbers[1],
        RealNetwork(numbers[0], nine, core::milliseconds(2), core::Ratio{1, 1000}), false);
  else if (is("bare-messages", 2) && enough)
    measure<Messages<BareEngine, NoNetwork>>(what, numbers[0], numbers[1], NoNetwork(), true);
  else if (is("epidemic", 1) && numbers[0] >= 2)
    measure<Epidemic<FleetsimEngine>>(what, numbers[0]);
  else if (is("bare-epidemic", 1) && numbers[0] >= 2)
    measure<Epidemic<BareEngine>>(what, numbers[0]);
  else if (is("idle", 2))
    measure_nodes<Idle<FleetsimEngine>>(what, numbers[0], numbers[0], numbers[1]);
  else if (is("bare-idle", 2))
    measure_nodes<Idle<BareEngine>>(what, numbers[0], numbers[0], numbers[1]);
  else if (fleet)
    measure<Fleet>(what, numbers[0], words[2],
                   numbers.size() == 2 ? std::optional<std::int64_t>(numbers[1]) : std::nullopt);
  else
    return fmt::print(stderr, "usage: {}", kUsage), 2;
  return 0;
}

}  // namespace
}  // namespace fleetsim::peer

int main(int count, char** words) {
  return fleetsim::peer::run({words + 1, words + count});
}
