// The engine's two files: one lookup realized twice, one relay realized once, over parts that behave as a line says.

#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/lookup/content_addressed_fabric.h"
#include "core/relay/relay_fabric.h"
#include "core/store/content_serve_fabric.h"
#include "core/store/memory_ledger.h"
#include "tests/conformance/judge.h"

namespace fleetsim::conformance {
namespace {

using nlohmann::json;

using Calls = std::shared_ptr<std::vector<std::string>>;

/// Answers as a BEHAVIOUR says, and notes that it was called.
class Behaving final : public core::EvalFabric {
 public:
  Behaving(std::string name, const json& behaviour, const core::EvalRequest& request, Calls calls)
      : name_(std::move(name)), calls_(std::move(calls)) {
    if (!behaviour.is_array() || behaviour.empty())
      throw BadVector(fmt::format("behaviour {}, expected an array", behaviour.dump()));
    kind_ = read_string(behaviour[0]);
    const bool takes_text = kind_ == "hold" || kind_ == "fail" || kind_ == "compute";
    if (!takes_text && kind_ != "miss" && kind_ != "deny")
      throw BadVector(fmt::format("behaviour {}, expected hold, miss, fail, deny or compute", behaviour.dump()));
    if (behaviour.size() != (takes_text ? 2U : 1U))
      throw BadVector(fmt::format("behaviour {} of {} parts", behaviour.dump(), behaviour.size()));
    if (takes_text) text_ = read_string(behaviour[1]);
    if (kind_ == "hold" || kind_ == "miss") {
      auto cassette = std::make_shared<core::EvalCassette>(std::make_shared<core::MemoryLedger>());
      if (kind_ == "hold") {
        const core::Result<core::ContentKey> key = core::ContentKey::from_request(request);
        if (!key || !cassette->record(*key, core::text_reply(text_))) throw BadVector("a reply that cannot be held");
      }
      serve_ = std::make_shared<core::ContentServeFabric>(std::move(cassette));
    }
  }

  core::Result<core::EvalReply> realize(core::EvalContext& context, const core::EvalRequest& request) override {
    calls_->push_back(name_);
    if (serve_) return serve_->realize(context, request);
    if (kind_ == "fail") return core::Error::eval(text_);
    if (kind_ == "deny") {
      if (request.required_capabilities.empty()) return core::Error::capability_denied("");
      return core::Error::capability_denied(request.required_capabilities.front());
    }
    return core::text_reply(text_);
  }

 private:
  std::string name_;
  std::string kind_;
  std::string text_;
  std::shared_ptr<core::ContentServeFabric> serve_;
  Calls calls_;
};

// `["ok", text]` or `["err", text]`.
json outcome_of(const core::Result<core::EvalReply>& reply) {
  if (!reply) return {"err", reply.error().text()};
  if (reply->value.kind() != core::Expr::Kind::string) return {"ok", "(a reply that is no string)"};
  return {"ok", reply->value.text()};
}

json json_of(const core::Symbol& symbol) {
  return json::array({symbol.ns ? json(*symbol.ns) : json(nullptr), symbol.name});
}

Verdict compare_json(const std::string& what, const json& found, const json& expected) {
  return compare(what, found.dump(), expected.dump());
}

Verdict judge_lookup(const json& line) {
  require_members(line, {"id", "node", "request", "local", "announced", "peers", "home", "realize"});
  const core::EvalRequest request = read_request(member(line, "request"));
  const core::Result<core::ContentKey> key = core::ContentKey::from_request(request);
  if (!key) return "no key: " + key.error().text();

  auto ledger = std::make_shared<core::MemoryLedger>();
  auto local = std::make_shared<core::EvalCassette>(ledger);
  if (const json& held = member(line, "local"); !held.is_null())
    if (const auto recorded = local->record(*key, core::text_reply(read_string(held))); !recorded)
      return "not recorded: " + recorded.error().text();
  auto index = std::make_shared<core::SharedHoldingIndex>();
  for (const json& holder : member(line, "announced")) index->announce({read_symbol(holder), *key});

  const auto calls = std::make_shared<std::vector<std::string>>();
  std::vector<core::ContentPeer> peers;
  for (const json& peer : member(line, "peers")) {
    if (!peer.is_array() || peer.size() != 2) throw BadVector(fmt::format("peer {}, expected two parts", peer.dump()));
    const std::string name = fmt::format("peer{}", peers.size());
    peers.push_back({read_symbol(peer[0]), std::make_shared<Behaving>(name, peer[1], request, calls)});
  }
  core::ContentAddressedFabric fabric(read_symbol(member(line, "node")), local, std::move(peers));
  // The vectors are what the original does.
  fabric.with_holding_index(index).with_options(core::LookupOptions::reference());
  if (const json& home = member(line, "home"); !home.is_null())
    fabric.with_home(std::make_shared<Behaving>("home", home, request, calls));

  const json& steps = member(line, "realize");
  if (!steps.is_array() || steps.size() != 2) throw BadVector("realize, expected two steps");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const json& step = steps[i];
    require_members(step, {"outcome", "calls", "local_len", "ledger_writes", "holders"});
    calls->clear();
    core::EvalContext context;
    const json outcome = outcome_of(fabric.realize(context, request));
    const std::string where = fmt::format("step {}: ", i + 1);
    if (Verdict bad = compare_json(where + "outcome", outcome, member(step, "outcome"))) return bad;
    if (Verdict bad = compare_json(where + "calls", *calls, member(step, "calls"))) return bad;
    if (Verdict bad = compare_json(where + "local_len", local->size(), member(step, "local_len"))) return bad;
    const auto writes = ledger->replay_eval_results();
    if (Verdict bad = compare_json(where + "ledger_writes", writes ? writes->size() : 0, member(step, "ledger_writes")))
      return bad;
    json holders = json::array();
    for (const core::Symbol& holder : index->holders_of(*key)) holders.push_back(json_of(holder));
    if (Verdict bad = compare_json(where + "holders", holders, member(step, "holders"))) return bad;
  }
  return std::nullopt;
}

Verdict judge_relay(const json& line) {
  require_members(line, {"id", "status", "allowed", "required", "inner", "outcome", "inner_calls"});
  core::EvalRequest request;
  request.expr = core::Expr::string("task");
  request.required_capabilities = read_strings(member(line, "required"));
  const std::vector<std::string> allowed = read_strings(member(line, "allowed"));
  const auto calls = std::make_shared<std::vector<std::string>>();
  core::RelayFabric relay(std::make_shared<Behaving>("inner", member(line, "inner"), request, calls),
                          core::CapabilitySet(allowed.begin(), allowed.end()));
  const std::string status = read_string(member(line, "status"));
  if (status == "disconnected")
    relay.disconnect();
  else if (status == "reconnecting")
    relay.begin_reconnect();
  else if (status != "connected")
    throw BadVector(fmt::format("status {}, expected connected, reconnecting or disconnected", status));
  core::EvalContext context;
  const json outcome = outcome_of(relay.realize(context, request));
  if (Verdict bad = compare_json("outcome", outcome, member(line, "outcome"))) return bad;
  return compare_json("inner_calls", calls->size(), member(line, "inner_calls"));
}

}  // namespace

std::vector<Verdict> check_fabric_lookup(std::span<const Line> lines) { return judge_each(lines, judge_lookup); }

std::vector<Verdict> check_relay(std::span<const Line> lines) { return judge_each(lines, judge_relay); }

}  // namespace fleetsim::conformance
