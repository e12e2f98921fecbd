#include "sim/scenario/node_config_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/text_file.h"
#include "sim/scenario/yaml_source.h"

namespace fleetsim::sim {
namespace {

using core::NodeConfig;

/// A configuration is small; what is not is a mistake.
constexpr ReaderLimits kLimits{.bytes_max = 1024 * 1024,
                               .yaml_nodes_max = 100'000,
                               .depth_max = 64,
                               .nodes_max = 10'000,
                               .content_max = 0};
constexpr std::uint64_t kSlotsMax = 1024;
constexpr std::uint64_t kReplyBytesMax = 16 * 1024 * 1024;

std::optional<core::Address> read_address(const Field& field, bool port_may_be_chosen) {
  const std::optional<std::string> text = field.line();
  if (!text) return std::nullopt;
  const core::Result<core::Address> address = core::parse_address(*text);
  const char* expected = "HOST:PORT, e.g. 127.0.0.1:7101";
  if (!address) {
    field.wrong(fmt::format("{} is no address", field.found()), expected);
    return std::nullopt;
  }
  if (address->port == 0 && !port_may_be_chosen) {
    field.wrong("port 0 of another machine", expected);
    return std::nullopt;
  }
  return *address;
}

void read_peer(const Field& field, NodeConfig& config) {
  MapReader map(field);
  NodeConfig::Peer peer;
  const auto name = map.require("name");
  if (name) peer.name = name->name().value_or("");
  if (const auto address = map.find("address")) peer.address = read_address(*address, false);
  if (peer.name.empty()) return;
  const bool taken =
      std::ranges::any_of(config.peers, [&](const auto& other) { return other.name == peer.name; });
  if (taken || peer.name == config.name)
    name->wrong(fmt::format("{} twice", name->found()), "each node once");
  config.peers.push_back(std::move(peer));
}

void read_homes(const Field& field, NodeConfig& config) {
  const auto items = field.items("a list of names of nodes");
  if (!items) return;
  for (const Field& item : *items) {
    const std::optional<std::string> home = item.name();
    if (!home) continue;
    const bool known = *home == config.name || std::ranges::any_of(config.peers, [&](const auto& peer) {
      return peer.name == *home;
    });
    if (!known)
      item.wrong(fmt::format("{} is neither this node nor a peer", item.found()),
                 "a node that is known here");
    if (std::ranges::find(config.homes, *home) != config.homes.end())
      item.wrong(fmt::format("{} twice", item.found()), "each home once");
    config.homes.push_back(*home);
  }
}

void read_tls(const Field& field, NodeConfig& config) {
  MapReader map(field);
  core::TlsFiles files;
  const auto take = [&](const char* key, std::string& into) {
    if (const auto file = map.require(key)) into = file->line().value_or("");
  };
  take("ca", files.ca);
  take("cert", files.certificate);
  take("key", files.key);
  config.tls = std::move(files);
}

// What belongs to one kind of evaluator only is unknown to the others.
void read_evaluator(MapReader& map, NodeConfig::Compute& compute) {
  using Kind = NodeConfig::Compute::Kind;
  if (compute.kind == Kind::arithmetic) {
    if (const auto steps = map.find("steps_max"))
      compute.limits.steps_max = steps->count(1, UINT64_MAX).value_or(compute.limits.steps_max);
    if (const auto memory = map.find("memory_bytes_max"))
      compute.limits.memory_bytes_max =
          memory->count(1, UINT64_MAX).value_or(compute.limits.memory_bytes_max);
  } else if (compute.kind == Kind::synthetic) {
    if (const auto bytes = map.find("reply_bytes"))
      compute.reply_bytes = bytes->count(0, kReplyBytesMax).value_or(compute.reply_bytes);
    if (const auto service = map.find("service"))
      compute.service = service->span().value_or(core::Duration{});
  } else if (compute.kind == Kind::command) {
    if (const auto command = map.require("command")) {
      compute.command.command =
          read_lines(*command, "a list of a program and its arguments").value_or(std::vector<std::string>());
      if (compute.command.command.empty() && command->is_sequence())
        command->wrong("an empty list", "a program");
    }
    if (const auto timeout = map.find("timeout"))
      compute.command.timeout = timeout->positive_duration().value_or(compute.command.timeout);
    if (const auto bytes = map.find("output_bytes_max"))
      compute.command.output_bytes_max = static_cast<std::size_t>(
          bytes->count(0, kReplyBytesMax).value_or(compute.command.output_bytes_max));
  }
}

void read_node_compute(const Field& field, NodeConfig& config) {
  using Kind = NodeConfig::Compute::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 4> kKinds = {
      {{"echo", Kind::echo},
       {"arithmetic", Kind::arithmetic},
       {"synthetic", Kind::synthetic},
       {"command", Kind::command}}};
  MapReader map(field);
  NodeConfig::Compute compute;
  if (const auto evaluator = map.require("evaluator"))
    compute.kind = evaluator->word<Kind>(kKinds).value_or(compute.kind);
  read_evaluator(map, compute);
  if (const auto slots = map.find("slots"))
    compute.slots = static_cast<std::uint32_t>(slots->count(1, kSlotsMax).value_or(1));
  if (const auto grants = map.find("grants")) compute.grants = read_lines(*grants, "a list of capabilities");
  config.compute = std::move(compute);
}

void read_limits(const Field& field, core::LinkLimits& limits) {
  MapReader map(field);
  const auto count = [&](const char* key, std::size_t& into, std::uint64_t min, std::uint64_t max) {
    if (const auto found = map.find(key))
      into = static_cast<std::size_t>(found->count(min, max).value_or(into));
  };
  const auto time = [&](const char* key, core::Duration& into) {
    if (const auto found = map.find(key)) into = found->positive_duration().value_or(into);
  };
  count("connections", limits.connections_max, 1, 100'000);
  count("client_frame_bytes", limits.client_frame_bytes_max, 1024, core::kLinkFrameBytesMax);
  count("unread_bytes", limits.unread_bytes_max, 1024, UINT32_MAX);
  count("send_queue_bytes", limits.send_queue_bytes_max, 1024, UINT32_MAX);
  count("open_requests", limits.open_requests_max, 1, 1'000'000);
  time("handshake_timeout", limits.handshake_timeout);
  time("frame_timeout", limits.frame_timeout);
  time("client_idle_timeout", limits.client_idle_timeout);
  time("reconnect_min", limits.reconnect_min);
  time("reconnect_max", limits.reconnect_max);
  if (limits.reconnect_max < limits.reconnect_min)
    field.wrong("reconnect_max below reconnect_min", "a longer reconnect_max");
}

// Where a machine could be reached by others in plain text, the configuration has to say that this is wanted.
void check_exposure(const Field& field, const core::Address& address, const NodeConfig& config,
                    const char* instead) {
  if (config.allow_plaintext_beyond_loopback || core::is_loopback(address)) return;
  field.wrong(fmt::format("{} would be plain text beyond this machine", field.found()),
              fmt::format("a loopback address{}, or allow_plaintext_beyond_loopback: true", instead));
}

void read_root(const YamlNode& root, NodeConfig& config, Findings& findings) {
  const Field field(root, {}, findings);
  if (!field.is_map()) return field.wrong(field.found(), "a map with the keys name, listen, data, ...");
  MapReader map(field);
  if (const auto name = map.require("name")) config.name = name->name().value_or("");
  const auto listen = map.require("listen");
  const auto admin = map.find("admin");
  const std::optional<core::Address> listen_at = listen ? read_address(*listen, true) : std::nullopt;
  if (admin) config.admin = read_address(*admin, true);
  if (listen_at) config.listen = *listen_at;
  if (const auto data = map.require("data")) config.data = data->line().value_or("");
  if (const auto peers = map.find("peers"))
    if (const auto items = peers->items("a list of peers, each a name and an address"))
      for (const Field& peer : *items) read_peer(peer, config);
  const auto homes = map.find("homes");
  if (homes) read_homes(*homes, config);
  if (const auto tls = map.find("tls")) read_tls(*tls, config);
  if (const auto allowed = map.find("allow_plaintext_beyond_loopback"))
    config.allow_plaintext_beyond_loopback = allowed->boolean().value_or(false);
  const auto compute = map.find("compute");
  if (compute) read_node_compute(*compute, config);
  if (const auto grants = map.find("grants"))
    config.grants = read_lines(*grants, "a list of capabilities").value_or(std::vector<std::string>());
  if (const auto log = map.find("log")) config.log = log->line().value_or("-");
  if (const auto limits = map.find("limits")) read_limits(*limits, config.limits);

  Scenario scratch;
  ReadState state{.limits = kLimits, .findings = findings, .scenario = scratch};
  read_fabric(map, state);
  config.fabric = scratch.fabric;

  if (listen_at && !config.tls) check_exposure(*listen, *listen_at, config, ", tls");
  if (admin && config.admin) check_exposure(*admin, *config.admin, config, "");
  const bool is_home = std::ranges::find(config.homes, config.name) != config.homes.end();
  if (is_home && !compute)
    homes->wrong("this node is a home and has no \"compute\"", "compute: { evaluator: ... }");
  if (!is_home && compute && !config.name.empty())
    compute->wrong("\"compute\" at a node that is no home", fmt::format("{} among \"homes\"", config.name));
}

}  // namespace

NodeConfigResult read_node_config(std::string_view text, const std::string& path) {
  NodeConfigResult result;
  Findings findings(path);
  try {
    if (const YamlRef root = parse_yaml(text, kLimits, findings)) read_root(*root, result.config, findings);
  } catch (const std::exception& error) {
    findings.add({}, {}, fmt::format("cannot be read ({})", error.what()));
  }
  result.findings = findings.sorted();
  return result;
}

NodeConfigResult read_node_config_file(const std::string& path) {
  const std::variant<std::string, Finding> text = read_text_file(path, kLimits.bytes_max);
  if (const auto* failed = std::get_if<Finding>(&text)) return {{}, {*failed}};
  return read_node_config(std::get<std::string>(text), path);
}

}  // namespace fleetsim::sim
