#include "tests/process/real_fleet.h"

#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/store/log_record.h"
#include "tests/process/raw_client.h"
#include "tests/support/source_tree.h"

namespace fleetsim::tests {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The program with both streams in files.
pid_t spawn(const std::string& program, const std::vector<std::string>& arguments, const std::string& out,
            const std::string& err) {
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const pid_t id = ::fork();
  if (id != 0) return id;
  const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(to_out, STDOUT_FILENO);
  ::dup2(to_err, STDERR_FILENO);
  ::execv(program.c_str(), words.data());
  ::_exit(127);
}

int exit_of(pid_t process) {
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

}  // namespace

bool eventually(const std::function<bool()>& is_so, std::chrono::seconds bound) {
  const auto end = std::chrono::steady_clock::now() + bound;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
  return true;
}

RealFleet::RealFleet(std::vector<std::string> names) : names_(std::move(names)) {
  for (const std::string& name : names_) nodes_[name];
}

RealFleet::~RealFleet() {
  for (auto& [name, node] : nodes_)
    if (node.process != 0) {
      ::kill(node.process, SIGKILL);
      exit_of(node.process);
    }
}

void RealFleet::configure_all(const std::string& yaml) {
  for (const std::string& name : names_) configure(name, yaml);
}

void RealFleet::preload(const std::string& node, const core::ContentKey& key,
                        const core::StoredReply& reply) {
  const core::Bytes record = core::encode_log_record(key, reply);
  directory_.write(node + "/ledger-1.log", core::as_text(record));
}

void RealFleet::write_config(const std::string& node) {
  const RealNode& self = nodes_.at(node);
  std::string yaml =
      fmt::format("name: {}\nlisten: \"{}\"\nadmin: \"{}\"\ndata: \"{}/{}\"\nlog: \"{}/{}.log\"\npeers:\n",
                  node, self.listen->text(), self.admin->text(), path(), node, path(), node);
  for (const std::string& peer : names_)
    if (peer != node)
      yaml += fmt::format("  - {{ name: {}, address: \"{}\" }}\n", peer, nodes_.at(peer).listen->text());
  if (names_.size() == 1) yaml.replace(yaml.rfind("peers:\n"), 7, "");
  directory_.write(node + ".yaml", yaml + self.yaml);
}

void RealFleet::start(const std::string& node) {
  write_config(node);
  RealNode& self = nodes_.at(node);
  self.process = spawn(program_path(), {"node", "--config", config(node)}, path() + "/" + node + ".out",
                       path() + "/" + node + ".err");
  const bool up = eventually([&] {
    if (::waitpid(self.process, nullptr, WNOHANG) != 0) {
      self.process = 0;
      return true;
    }
    return http_get(self.admin->port(), "/health").find("\"up\"") != std::string::npos;
  });
  ASSERT_TRUE(up && self.process != 0) << node << ": " << text_of(path() + "/" + node + ".err");
}

void RealFleet::start_all() {
  for (const std::string& name : names_) start(name);
}

void RealFleet::kill(const std::string& node) {
  RealNode& self = nodes_.at(node);
  ::kill(self.process, SIGKILL);
  wait(self);
}

int RealFleet::terminate(const std::string& node) {
  RealNode& self = nodes_.at(node);
  ::kill(self.process, SIGTERM);
  return wait(self);
}

int RealFleet::wait(RealNode& node) {
  const int exit = exit_of(node.process);
  node.process = 0;
  return exit;
}

std::int64_t RealFleet::metric(const std::string& node, const std::string& series) const {
  std::istringstream lines(http_get(admin(node), "/metrics"));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(series + " ")) return std::stoll(line.substr(series.size() + 1));
  return -1;
}

std::vector<nlohmann::json> RealFleet::log(const std::string& node) const {
  std::vector<nlohmann::json> lines;
  std::istringstream text(text_of(path() + "/" + node + ".log"));
  // A line that is being written has no end yet, and one that a kill cut short never gets one.
  for (std::string line; std::getline(text, line) && !text.eof();) {
    nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object()) lines.push_back(std::move(json));
  }
  return lines;
}

bool RealFleet::said(const std::string& node, const std::string& what, const std::string& member,
                     const std::string& value) const {
  for (const nlohmann::json& line : log(node))
    if (line["what"] == what && line.contains(member) && line[member] == value) return true;
  return false;
}

core::Result<core::NodeAnswer> RealFleet::ask(const std::string& node,
                                              const core::EvalRequest& request) const {
  core::AskOptions options;
  options.node = address(node);
  options.connect_timeout = core::seconds(20);
  return core::ask_node(options, request);
}

Finished run_program(const std::string& program, const std::vector<std::string>& arguments,
                     const std::string& directory) {
  static int runs = 0;
  const std::string base = fmt::format("{}/run-{}", directory, ++runs);
  Finished finished;
  finished.exit = exit_of(spawn(program, arguments, base + ".out", base + ".err"));
  finished.out = text_of(base + ".out");
  finished.err = text_of(base + ".err");
  return finished;
}

}  // namespace fleetsim::tests
