// The real machine keeps the contract of every host: sockets, a file, the system's clock and threads, and
// nodes that are played by the test.

#include <utility>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "core/host/evaluators.h"
#include "core/host/machine.h"
#include "tests/support/contents.h"
#include "tests/support/host_contract.h"
#include "tests/support/reserved_port.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::tests {
namespace {

using namespace core;

/// Two machines in one process, on one loop. When nothing can happen any more, the rest of the time is
/// skipped.
class RealMachines final : public HostUnderTest {
 public:
  void preload(NodeId node, ByteView log) override {
    directory_.write(folder(node) + "/ledger-1.log", as_text(log));
  }

  void boot(NodeId node) override {
    machines_[node] = std::make_unique<Machine>(loop_, clock_, options(node));
    const Result<void> started =
        machines_[node]->start({.input =
                                    [this, node](const Input& input) {
                                      delivered_.push_back({clock_.now(), node, input});
                                    },
                                .answer = {},
                                .observe = {},
                                .request = {},
                                .client_gone = {},
                                .link = {}});
    ASSERT_TRUE(started) << started.error().text();
  }

  void cut_power(NodeId node) override { machines_[node].reset(); }
  void perform(NodeId node, const Effects& effects) override { machines_[node]->perform(effects); }
  Instant now() const override { return clock_.now(); }

  std::vector<Delivered> run(Duration time) override {
    const Instant end = now() + time;
    auto quiet_since = std::chrono::steady_clock::now();
    std::size_t seen = delivered_.size();
    while (now() < end) {
      loop_.restart();
      loop_.run_for(std::chrono::milliseconds(1));
      if (delivered_.size() != seen || busy()) {
        seen = delivered_.size();
        quiet_since = std::chrono::steady_clock::now();
      }
      if (std::chrono::steady_clock::now() - quiet_since > std::chrono::milliseconds(30)) break;
    }
    if (now() < end) clock_.skip(end - now());
    return std::exchange(delivered_, {});
  }

 private:
  static std::string folder(NodeId node) { return "machine-" + std::to_string(node); }

  MachineOptions options(NodeId node) const {
    MachineOptions options;
    options.links.self = node;
    options.links.directory = names_;
    for (const ReservedPort& port : ports_)
      options.links.addresses.push_back(Address{"127.0.0.1", port.port()});
    options.links.listen = *options.links.addresses[node];
    options.data = directory_.path() + "/" + folder(node);
    options.evaluator = make_evaluator({});
    return options;
  }

  bool busy() const {
    for (const auto& machine : machines_)
      if (machine && (!machine->is_idle() || machine->has_timers())) return true;
    return machines_[0] && machines_[1] &&
           !(machines_[0]->links().reaches(1) && machines_[1]->links().reaches(0));
  }

  TemporaryDirectory directory_;
  std::array<ReservedPort, 2> ports_;
  std::shared_ptr<const Directory> names_ =
      std::make_shared<const Directory>(std::vector<Symbol>{name("one"), name("two")});
  boost::asio::io_context loop_{1};
  HostClock clock_;
  std::vector<Delivered> delivered_;
  std::array<std::unique_ptr<Machine>, 2> machines_;
};

struct RealMachinesFactory {
  static std::unique_ptr<HostUnderTest> make() { return std::make_unique<RealMachines>(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(RealMachine, HostContractTest, RealMachinesFactory);

}  // namespace
}  // namespace fleetsim::tests
