#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/types.h>

#include "core/host/ask_client.h"
#include "core/store/stored_reply.h"
#include "tests/support/reserved_port.h"
#include "tests/support/temporary_directory.h"

namespace fleetsim::tests {

/// Looks every few milliseconds until it is so; false when it is not within the bound, which is generous
/// because machines may be busy.
bool eventually(const std::function<bool()>& is_so, std::chrono::seconds bound = std::chrono::seconds(30));

/// Real nodes on loopback: processes of the program, their configurations, data and logs in a directory of
/// their own.
class RealFleet {
 public:
  /// Everybody knows everybody, in the order of the names.
  explicit RealFleet(std::vector<std::string> names);
  ~RealFleet();
  RealFleet(const RealFleet&) = delete;
  RealFleet& operator=(const RealFleet&) = delete;

  /// Lines of YAML for one node beside name, places, peers, data and log. Before its start.
  void configure(const std::string& node, const std::string& yaml) { nodes_.at(node).yaml = yaml; }
  void configure_all(const std::string& yaml);
  /// In its log before its first life.
  void preload(const std::string& node, const core::ContentKey& key, const core::StoredReply& reply);

  void write_config(const std::string& node);
  std::string config(const std::string& node) const { return directory_.path() + "/" + node + ".yaml"; }
  std::string data(const std::string& node) const { return directory_.path() + "/" + node; }
  std::string path() const { return directory_.path(); }
  std::uint16_t port(const std::string& node) const { return nodes_.at(node).listen->port(); }
  std::uint16_t admin(const std::string& node) const { return nodes_.at(node).admin->port(); }
  core::Address address(const std::string& node) const { return {"127.0.0.1", port(node)}; }

  /// Starts the process; fails the test when its admin port does not say that it is up.
  void start(const std::string& node);
  void start_all();
  void kill(const std::string& node);
  /// SIGTERM; the exit code, or 1000 and the signal that ended it.
  int terminate(const std::string& node);
  pid_t process(const std::string& node) const { return nodes_.at(node).process; }

  /// A metric with its labels as /metrics shows it, e.g. `fleetsim_answers_total{source="local"}`; -1 when
  /// not there.
  std::int64_t metric(const std::string& node, const std::string& series) const;
  /// Everything that the node has said so far, all its lives.
  std::vector<nlohmann::json> log(const std::string& node) const;
  /// Whether it has said something of that kind with that member, e.g. `link-failed`, `peer`, `b`.
  bool said(const std::string& node, const std::string& what, const std::string& member,
            const std::string& value) const;

  core::Result<core::NodeAnswer> ask(const std::string& node, const core::EvalRequest& request) const;

 private:
  struct RealNode {
    std::unique_ptr<ReservedPort> listen = std::make_unique<ReservedPort>();
    std::unique_ptr<ReservedPort> admin = std::make_unique<ReservedPort>();
    std::string yaml;
    pid_t process = 0;
  };

  int wait(RealNode& node);

  TemporaryDirectory directory_;
  std::vector<std::string> names_;
  std::map<std::string, RealNode> nodes_;
};

/// Runs the program to its end: the exit code and what it wrote.
struct Finished {
  int exit = 0;
  std::string out;
  std::string err;
};
Finished run_program(const std::string& program, const std::vector<std::string>& arguments,
                     const std::string& directory);

}  // namespace fleetsim::tests
