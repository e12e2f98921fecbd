#include "sim/check/expectations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "core/base/check.h"
#include "core/store/stored_reply.h"
#include "sim/observe/fact_codec.h"
#include "sim/scenario/yaml_writer.h"

namespace fleetsim::sim {
namespace {

std::vector<std::string> names_of(const std::vector<core::NodeId>& nodes, const CheckScope& scope) {
  std::vector<std::string> names;
  for (core::NodeId node : nodes) names.push_back(scope.names.node(node));
  return names;
}

// How many holders of a key one node's index lists.
std::uint64_t listed_count(const FleetMirror::NodeState& state, std::span<const core::FactId> facts) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(facts, [&](core::FactId fact) { return state.known.contains(fact); }));
}

// Their names, for a message.
std::vector<std::string> listed_names(const FleetMirror::NodeState& state, std::span<const core::FactId> facts,
                                      const core::FactTable& table) {
  std::vector<std::string> names;
  for (core::FactId fact : facts)
    if (state.known.contains(fact)) names.push_back(table.holder(table.holder_of(fact)).text());
  return names;
}

std::vector<core::NodeId> actual_holders(const core::ContentKey& key, const CheckScope& scope) {
  std::vector<core::NodeId> holders;
  for (core::NodeId node = 0; node < scope.mirror.nodes(); ++node)
    if (scope.mirror.node(node).kept.contains(key)) holders.push_back(node);
  return holders;
}

std::string list_text(const std::vector<std::string>& names) { return fmt::format("[{}]", fmt::join(names, ", ")); }

}  // namespace

ConvergeCheck::ConvergeCheck(const ConvergeSpec& spec, const Scenario& scenario,
                             const std::vector<core::ContentKey>& keys,
                             std::optional<std::vector<std::uint32_t>> known_by)
    : spec_(spec), known_by_(std::move(known_by)) {
  for (std::uint32_t content : spec.content) keys_.push_back(keys[content]);
  if (spec.after == ConvergeSpec::After::start) deadline_ = core::Instant{} + spec.within;
  if (spec.after == ConvergeSpec::After::heal)
    deadline_ = core::Instant{} + scenario.safety_until + spec.within;
  if (spec.after == ConvergeSpec::After::fault) {
    const auto fault = std::ranges::find(scenario.faults, spec.after_fault, &Fault::id);
    FLEET_CHECK(fault != scenario.faults.end(), "the reader resolves references");
    after_fault_ = static_cast<std::uint32_t>(fault - scenario.faults.begin());
  }
}

void ConvergeCheck::on(const Fact& fact, const CheckScope&) {
  const auto* ended = std::get_if<FaultEnded>(&fact.what);
  if (ended && ended->fault == after_fault_ && !deadline_) deadline_ = fact.at + spec_.within;
}

void ConvergeCheck::at(core::Instant now, const CheckScope& scope) {
  if (done_ || !deadline_ || now < *deadline_) return;
  done_ = true;
  std::vector<core::NodeId> judged_nodes;
  for (core::NodeId node = 0; node < scope.mirror.nodes(); ++node)
    if (scope.mirror.node(node).up && (!known_by_ || std::ranges::binary_search(*known_by_, node)))
      judged_nodes.push_back(node);
  for (const core::ContentKey& key : keys_) judge_content(key, judged_nodes, scope);
}

ConvergeCheck::Wanted ConvergeCheck::wanted_of(const core::ContentKey& key, const CheckScope& scope) const {
  Wanted wanted;
  // Who held it once may still be listed, where nothing is taken back: `actual` is a lower bound.
  const bool actual = spec_.holders == ConvergeSpec::Holders::actual || spec_.holders == ConvergeSpec::Holders::exactly_actual;
  const std::vector<core::NodeId> holders = actual
                                                ? actual_holders(key, scope)
                                                : std::vector<core::NodeId>(spec_.nodes.begin(), spec_.nodes.end());
  wanted.at_least = spec_.holders == ConvergeSpec::Holders::at_least_count ? spec_.count : holders.size();
  const bool exact = spec_.holders == ConvergeSpec::Holders::exactly || spec_.holders == ConvergeSpec::Holders::exactly_actual;
  wanted.at_most = exact ? holders.size() : UINT64_MAX;
  const core::FactTable& table = scope.mirror.table();
  const std::optional<core::KeyId> id = table.find_key(key);
  const std::span<const core::FactId> mentioned = id ? table.facts_of(*id) : std::span<const core::FactId>();
  std::ranges::copy_if(mentioned, std::back_inserter(wanted.mentioned), [&](core::FactId fact) { return table.holds(fact); });
  for (core::NodeId holder : holders) {
    // A holder may have said so several times, each with its own stamp; an index lists at most one of them.
    std::vector<core::FactId>& said = wanted.holders.emplace_back();
    const core::Symbol& name = scope.names.directory->name(holder);
    std::ranges::copy_if(wanted.mentioned, std::back_inserter(said),
                         [&](core::FactId fact) { return table.holder(table.holder_of(fact)) == name; });
  }
  const std::string names = list_text(names_of(holders, scope));
  switch (spec_.holders) {
    case ConvergeSpec::Holders::actual:
      wanted.text = "every actual holder, " + names;
      break;
    case ConvergeSpec::Holders::exactly_actual:
      wanted.text = "exactly the actual holders, " + names;
      break;
    case ConvergeSpec::Holders::exactly:
      wanted.text = "exactly " + names;
      break;
    case ConvergeSpec::Holders::at_least_these:
      wanted.text = "at least " + names;
      break;
    case ConvergeSpec::Holders::at_least_count:
      wanted.text = fmt::format("at least {}", spec_.count);
      break;
  }
  return wanted;
}

void ConvergeCheck::judge_content(const core::ContentKey& key, std::span<const core::NodeId> nodes,
                                  const CheckScope& scope) {
  const Wanted wanted = wanted_of(key, scope);
  for (core::NodeId node : nodes) {
    judged();
    const FleetMirror::NodeState& state = scope.mirror.node(node);
    const std::uint64_t listed = listed_count(state, wanted.mentioned);
    const bool all = std::ranges::all_of(wanted.holders, [&](const std::vector<core::FactId>& said) {
      return listed_count(state, said) > 0;
    });
    if (all && listed >= wanted.at_least && listed <= wanted.at_most) continue;
    offend(*deadline_,
           fmt::format("{} lists {} as holders of {}; expected {}", scope.names.node(node),
                       list_text(listed_names(state, wanted.mentioned, scope.mirror.table())),
                       scope.names.content(key), wanted.text));
  }
}

ReplyCheck::ReplyCheck(const ReplySpec& spec, const Scenario& scenario) : spec_(spec) {
  const auto request = std::ranges::find(scenario.requests, spec.request, &RequestSpec::as);
  FLEET_CHECK(request != scenario.requests.end(), "the reader resolves references");
  request_ = static_cast<core::RequestId>(request - scenario.requests.begin());
}

void ReplyCheck::on(const Fact& fact, const CheckScope& scope) {
  if (const auto* sent = said<core::AskSent>(fact); sent && sent->request == request_)
    asked_.push_back(scope.names.node(sent->to));
  if (const auto* failed = said<core::AskFailed>(fact); failed && failed->request == request_)
    misses_.emplace_back(to_string(failed->miss));
  if (const auto* asked = said<core::Asked>(fact); asked && asked->request == request_) began_ = fact.at;
  if (const auto* answered = said<core::Answered>(fact); answered && answered->request == request_)
    judge(*answered, fact.at, scope);
  if (const auto* refused = std::get_if<RequestRefused>(&fact.what); refused && refused->request == request_) {
    answered_ = true;
    judged();
    offend(fact.at, fmt::format("{} was down when the request was due", scope.names.node(fact.node)));
  }
}

void ReplyCheck::judge(const core::Answered& answered, core::Instant at, const CheckScope& scope) {
  answered_ = true;
  judged();
  const std::string content = scope.names.content(answered.key);
  const std::string got = answered.error ? fmt::format("error {} ({})", to_string(answered.error->code), answered.error->text())
                                         : fmt::format("ok from {}", to_string(answered.source));
  if (spec_.outcome == Outcome::ok && answered.error) return offend(at, fmt::format("{}: expected ok, got {}", content, got));
  if (spec_.outcome == Outcome::error && !answered.error)
    return offend(at, fmt::format("{}: expected an error, got {}", content, got));
  if (spec_.from && answered.source != *spec_.from)
    return offend(at, fmt::format("{}: expected an answer from {}, got {}", content, to_string(*spec_.from), got));
  if (spec_.value) {
    // The reader has refused what cannot be encoded.
    const core::StoredReply expected = *core::StoredReply::encode({*spec_.value, {}, std::nullopt});
    if (expected.digest() != answered.reply)
      return offend(at, fmt::format("{}: the reply is not the value {}", content, expr_text(*spec_.value)));
  }
  if (spec_.error && *spec_.error != to_string(answered.error->code) && *spec_.error != to_string(answered.error->kind))
    return offend(at, fmt::format("{}: expected error {}, got {}", content, *spec_.error, got));
  if (spec_.recorded && *spec_.recorded != answered.held)
    return offend(at, fmt::format("{}: expected the content to be {}, and it is {}", content,
                                  *spec_.recorded ? "recorded" : "not recorded", answered.held ? "held" : "not held"));
  if (spec_.asked && *spec_.asked != asked_)
    return offend(at, fmt::format("{}: expected to ask {}, asked {}", content, list_text(*spec_.asked), list_text(asked_)));
  if (spec_.asks_max && *spec_.asks_max < asked_.size())
    return offend(at, fmt::format("{}: expected at most {} to be asked, asked {}", content, *spec_.asks_max,
                                  list_text(asked_)));
  if (spec_.misses) {
    std::vector<std::string> wanted;
    for (const core::Miss miss : *spec_.misses) wanted.emplace_back(to_string(miss));
    if (wanted != misses_)
      return offend(at, fmt::format("{}: expected misses {}, got {}", content, list_text(wanted), list_text(misses_)));
  }
  if (spec_.within && at - began_ > *spec_.within)
    return offend(at, fmt::format("{}: expected an answer within {} s, it took {} s", content,
                                  seconds_text(spec_.within->ns), seconds_text((at - began_).ns)));
}

void ReplyCheck::at(core::Instant now, const CheckScope&) {
  if (!answered_) offend(now, fmt::format("request {} was never answered", spec_.request));
}

}  // namespace fleetsim::sim
