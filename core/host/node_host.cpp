#include "core/host/node_host.h"

#include <algorithm>
#include <map>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "core/host/admin_server.h"
#include "core/host/evaluators.h"
#include "core/host/host_counters.h"
#include "core/host/machine.h"
#include "core/node/node.h"
#include "core/wire/eval_codec.h"

namespace fleetsim::core {
namespace {

constexpr Duration kDrainMax = seconds(2);
constexpr Duration kDrainTick = milliseconds(10);
// 2020-01-01: minutes since then are below kIncarnationMax until 2051.
constexpr std::int64_t kEpochMinutes = 26'297'280;

std::vector<Symbol> names_of(const NodeConfig& config) {
  std::vector<Symbol> names{Symbol::unqualified(config.name)};
  for (const NodeConfig::Peer& peer : config.peers) names.push_back(Symbol::unqualified(peer.name));
  return names;
}

std::vector<NodeId> everybody_else(std::size_t peers) {
  std::vector<NodeId> ids;
  for (std::size_t i = 0; i < peers; ++i) ids.push_back(static_cast<NodeId>(i + 1));
  return ids;
}

CapabilitySet set_of(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace

struct NodeHost::State {
  State(const NodeConfig& given, HostWatch watcher)
      : config(given),
        watch(std::move(watcher)),
        directory(std::make_shared<const Directory>(names_of(config))),
        facts(std::make_shared<FactTable>()),
        names{*directory, *facts},
        node(node_options(), Dice(static_cast<std::uint64_t>(clock.now().ns), "node/" + config.name)),
        drain(loop),
        signals(loop) {}

  NodeOptions node_options() const {
    auto homes = std::make_shared<std::vector<NodeId>>();
    for (const std::string& home : config.homes)
      if (const auto id = directory->find(Symbol::unqualified(home))) homes->push_back(*id);
    NodeOptions options{.self = 0,
                        .peers = {directory, 0, everybody_else(config.peers.size())},
                        .homes = std::move(homes),
                        .compute = std::nullopt,
                        .fabric = config.fabric,
                        .facts = facts};
    if (config.compute)
      options.compute = config.compute->grants ? EvalContext(set_of(*config.compute->grants))
                                               : EvalContext::with_every_capability();
    return options;
  }

  Result<MachineOptions> machine_options() const {
    MachineOptions options{
        .links = {.self = 0,
                  .directory = directory,
                  .addresses = {std::nullopt},
                  .listen = config.listen,
                  .limits = config.limits,
                  .tls = nullptr},
        .data = config.data,
        .incarnation_min = static_cast<std::uint32_t>(clock.now().ns / 60'000'000'000 - kEpochMinutes),
        .evaluator = nullptr};
    for (const NodeConfig::Peer& peer : config.peers) options.links.addresses.push_back(peer.address);
    if (config.tls) {
      Result<TlsContextRef> tls = load_tls(*config.tls);
      if (!tls) return tls.error();
      options.links.tls = *std::move(tls);
    }
    if (config.compute) {
      options.evaluator = make_evaluator(*config.compute);
      options.compute_slots = config.compute->slots;
    }
    return options;
  }

  Result<void> check_exposure() const {
    if (config.allow_plaintext_beyond_loopback) return {};
    const auto refuse = [](const Address& at) {
      return Error::host(fmt::format("{}: plain text beyond this machine is not allowed", at.text()));
    };
    if (!config.tls && !is_loopback(config.listen)) return refuse(config.listen);
    if (config.admin && !is_loopback(*config.admin)) return refuse(*config.admin);
    return {};
  }

  Result<void> start() {
    if (Result<void> allowed = check_exposure(); !allowed) return allowed;
    Result<MachineOptions> options = machine_options();
    if (!options) return options.error();
    machine = std::make_unique<Machine>(loop, clock, *std::move(options));
    const auto on_request = [this](ClientId client, ClientRequest request) {
      take(client, std::move(request));
    };
    const auto on_gone = [this](ClientId client) {
      std::erase_if(asked, [&](const auto& entry) { return entry.second.client == client; });
    };
    if (Result<void> started = machine->start({.input = [this](const Input& input) { feed(input); },
                                               .answer = [this](const Answer& answer) { give(answer); },
                                               .observe = [this](const Observation& fact) { observed(fact); },
                                               .request = on_request,
                                               .client_gone = on_gone,
                                               .link = [this](const LinkFact& fact) { linked(fact); }});
        !started)
      return started;
    if (config.admin) {
      admin = std::make_unique<AdminServer>(loop, [this](const std::string& path) { return page(path); });
      if (Result<void> listening = admin->listen(*config.admin); !listening) return listening;
    }
    return {};
  }

  void feed(const Input& input) {
    const bool boots = std::holds_alternative<Booted>(input);
    Effects effects;
    node.on(machine->now(), input, effects);
    machine->perform(effects);
    if (!boots) return;
    alive = true;
    if (watch.started)
      watch.started(machine->now(), machine->incarnation(), machine->links().listening(),
                    admin ? std::optional(admin->listening()) : std::nullopt);
  }

  // ---- clients

  struct Asking {
    ClientId client;
    std::uint64_t client_request;
    AnswerSource source = AnswerSource::local;
    bool held = false;
  };

  void take(ClientId client, const ClientRequest& request) {
    Result<EvalRequest> decoded = decode_request(*request.request);
    if (!decoded) {
      ClientAnswer refused{.id = request.id};
      refused.reply = decoded.error();
      machine->links().answer(client, std::move(refused));
      return;
    }
    const RequestId id = ++last_request;
    asked.emplace(id, Asking{client, request.id});
    feed(RequestMade{id, std::make_shared<const EvalRequest>(*std::move(decoded)),
                     EvalContext(set_of(config.grants))});
  }

  void give(const Answer& answer) {
    const auto found = asked.find(answer.id);
    if (found == asked.end()) return;
    const Asking to = found->second;
    asked.erase(found);
    ClientAnswer out{.id = to.client_request, .source = to.source, .held = to.held};
    if (answer.reply)
      out.reply = answer.reply->bytes();
    else
      out.reply = answer.reply.error();
    machine->links().answer(to.client, std::move(out));
  }

  // ---- watching

  void observed(const Observation& fact) {
    counters.count(fact);
    // Said right before the answer itself.
    if (const auto* answered = std::get_if<Answered>(&fact))
      if (const auto found = asked.find(answered->request); found != asked.end()) {
        found->second.source = answered->source;
        found->second.held = answered->held;
      }
    if (watch.observed) watch.observed(machine->now(), fact, names);
  }

  void linked(const LinkFact& fact) {
    counters.count(fact);
    if (watch.link) watch.link(machine->now(), fact);
  }

  AdminPage page(const std::string& path) const {
    const bool ready = alive && !stopping;
    if (path == "/health")
      return {ready ? 200u : 503u, "application/json",
              fmt::format("{{\"node\":\"{}\",\"state\":\"{}\",\"incarnation\":{}}}\n", config.name,
                          stopping ? "stopping"
                          : alive  ? "up"
                                   : "starting",
                          machine->incarnation())};
    if (path == "/metrics") {
      const auto links = machine->links().open_connections();
      return {200, "text/plain; version=0.0.4",
              counters.text({{"fleetsim_held_contents", node.cassette().size()},
                             {"fleetsim_index_facts", node.index().size()},
                             {"fleetsim_open_requests", node.open_requests()},
                             {"fleetsim_connections", links},
                             {"fleetsim_unread_bytes", machine->links().unread_bytes()},
                             {"fleetsim_incarnation", machine->incarnation()}})};
    }
    return {404, "text/plain", "expected /health or /metrics\n"};
  }

  // ---- the end

  void begin_stop() {
    if (stopping) return;
    stopping = true;
    machine->links().stop_accepting();
    drain_until = machine->now() + kDrainMax;
    wait_for_drain();
  }

  void wait_for_drain() {
    const bool over = (asked.empty() && machine->is_idle()) || machine->now() >= drain_until;
    if (over) {
      loop.stop();
      return;
    }
    drain.expires_after(std::chrono::nanoseconds(kDrainTick.ns));
    drain.async_wait([this](const boost::system::error_code& error) {
      if (!error) wait_for_drain();
    });
  }

  void run(bool with_signals) {
    if (with_signals) {
      signals.add(SIGTERM);
      signals.add(SIGINT);
      signals.async_wait([this](const boost::system::error_code& error, int) {
        if (!error) begin_stop();
      });
    }
    loop.run();
    machine->sync_all();
    const Instant end = machine->now();
    admin.reset();
    machine.reset();
    if (watch.stopped) watch.stopped(end);
  }

  NodeConfig config;
  HostWatch watch;
  boost::asio::io_context loop{1};
  HostClock clock;
  std::shared_ptr<const Directory> directory;
  std::shared_ptr<FactTable> facts;
  HostNames names;
  Node node;
  HostCounters counters;
  std::map<RequestId, Asking> asked;
  RequestId last_request = 0;
  bool alive = false;
  bool stopping = false;
  Instant drain_until;
  boost::asio::steady_timer drain;
  boost::asio::signal_set signals;
  std::unique_ptr<Machine> machine;
  std::unique_ptr<AdminServer> admin;
};

NodeHost::NodeHost(const NodeConfig& config, HostWatch watch)
    : state_(std::make_shared<State>(config, std::move(watch))) {}

NodeHost::~NodeHost() = default;

Result<void> NodeHost::start() {
  return state_->start();
}

void NodeHost::run(bool with_signals) {
  state_->run(with_signals);
}

void NodeHost::stop() {
  boost::asio::post(state_->loop, [state = state_.get()] { state->begin_stop(); });
}

}  // namespace fleetsim::core
