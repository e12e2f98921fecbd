// `expect` and `planted`: what the run is judged by.

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/store/stored_reply.h"
#include "sim/scenario/check_names.h"
#include "sim/scenario/expr_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

// A list of nodes as indexes, none twice.
std::optional<std::vector<std::uint32_t>> read_node_list(const Field& field, const ReadState& state) {
  const auto items = field.items("a list of names of nodes");
  if (!items) return std::nullopt;
  std::vector<std::uint32_t> nodes;
  for (const Field& item : *items) {
    const std::optional<std::uint32_t> node = read_node(item, state);
    if (!node) continue;
    if (std::ranges::find(nodes, *node) != nodes.end())
      item.wrong(fmt::format("{} twice", item.found()), "each node once");
    nodes.push_back(*node);
  }
  return nodes;
}

void read_holders(const Field& field, ReadState& state, ConvergeSpec& spec) {
  using Holders = ConvergeSpec::Holders;
  if (field.is_sequence()) {
    spec.holders = Holders::exactly;
    spec.nodes = read_node_list(field, state).value_or(std::vector<std::uint32_t>());
    return;
  }
  if (!field.is_map()) {
    if (field.is_scalar() && field.node().text == "exactly_actual")
      spec.holders = Holders::exactly_actual;
    else if (!(field.is_scalar() && field.node().text == "actual"))
      field.wrong(field.found(), "a list of nodes, { at_least: ... }, actual, or exactly_actual");
    return;
  }
  MapReader map(field);
  const std::optional<Field> at_least = map.require("at_least");
  if (!at_least) return;
  if (at_least->is_sequence()) {
    spec.holders = Holders::at_least_these;
    spec.nodes = read_node_list(*at_least, state).value_or(std::vector<std::uint32_t>());
    if (at_least->node().items.empty()) at_least->wrong("an empty list", "at least one node");
    return;
  }
  spec.holders = Holders::at_least_count;
  const std::uint64_t nodes = state.nodes_known ? state.scenario.nodes.size() : UINT64_MAX;
  spec.count = at_least->count(1, nodes).value_or(1);
}

// Sets `after`; returns when that is, if it is known.
std::optional<core::Duration> read_after(const Field& field, ReadState& state, ConvergeSpec& spec) {
  using After = ConvergeSpec::After;
  static constexpr std::string_view kFault = "fault:";
  static constexpr const char* kExpected = "start, heal, or fault:<id>";
  const Scenario& scenario = state.scenario;
  const std::string text = field.is_scalar() ? field.node().text : std::string();
  if (text == "start") {
    spec.after = After::start;
    return core::Duration{};
  }
  if (text == "heal") return scenario.safety_until;
  if (!text.starts_with(kFault)) {
    if (text.starts_with("phase:"))
      field.wrong(fmt::format("{} is not supported yet", field.found()), kExpected);
    else
      field.wrong(field.found(), kExpected);
    return std::nullopt;
  }
  spec.after = After::fault;
  spec.after_fault = text.substr(kFault.size());
  const auto found = state.faults.find(spec.after_fault);
  if (found == state.faults.end() || found->second >= scenario.faults.size()) {
    if (!state.faults_known) return std::nullopt;
    Nearest nearest(spec.after_fault);
    for (const auto& [id, index] : state.faults) nearest.offer(id);
    field.wrong(fmt::format("no fault has the id {}", quoted(spec.after_fault)),
                with_suggestion("fault:<id> of a fault", nearest));
    return std::nullopt;
  }
  const Fault& fault = scenario.faults[found->second];
  if (fault.heal_never || is_momentary(fault.action)) {
    field.wrong(fmt::format("fault {} never ends", quoted(fault.id)), "a fault that ends, heal, or start");
    return std::nullopt;
  }
  if (!happens_once(fault)) {
    field.wrong(fmt::format("fault {} may end several times, or never", quoted(fault.id)), "a fault that happens once, heal, or start");
    return std::nullopt;
  }
  const std::optional<core::Duration> length = known_length(fault);
  return length ? fault.at + *length : scenario.safety_until;
}

void read_converge(const Field& field, std::size_t number, ReadState& state) {
  MapReader map(field);
  ConvergeSpec spec;
  spec.place = field.place();
  map.later({"quantile", "stale_max", "lost_max"});
  if (!map.is_map()) return;
  spec.id =
      read_id(map, "id", "expectation", fmt::format("converge-{}", number), state.expectations).value_or("");
  if (const auto content = map.require("content"))
    spec.content = read_content_ids(*content, state).value_or(std::vector<std::uint32_t>());
  if (const auto holders = map.require("holders")) read_holders(*holders, state, spec);
  if (const auto known_by = map.find("known_by"))
    if (!(known_by->is_scalar() && known_by->node().text == "all_live")) {
      if (known_by->is_map())
        spec.known_by = read_selector(*known_by, state);
      else
        known_by->wrong(known_by->found(), "all_live, or a selector such as { group: edge }");
    }
  std::optional<core::Duration> after = state.scenario.safety_until;
  if (const auto after_field = map.find("after")) after = read_after(*after_field, state, spec);
  const std::optional<Field> within = map.require("within");
  const std::optional<core::Duration> span = within ? within->duration() : std::nullopt;
  spec.within = span.value_or(core::Duration{});
  if (span && after && state.stop_known && *after + *span > state.scenario.stop)
    within->wrong(
        fmt::format("this is judged at {}, after the end of the run", duration_text(*after + *span)),
        fmt::format("at most {}",
                    duration_text(state.scenario.stop - std::min(*after, state.scenario.stop))));
  state.scenario.converge.push_back(std::move(spec));
}

std::optional<std::string> read_error(const Field& field) {
  std::vector<std::string_view> names;
  for (std::uint8_t i = 0; i < core::kErrorCodes; ++i)
    names.emplace_back(to_string(static_cast<core::ErrorCode>(i)));
  for (std::uint8_t i = 0; i < core::kErrorKinds; ++i)
    names.emplace_back(to_string(static_cast<core::ErrorKind>(i)));
  std::vector<std::pair<std::string_view, std::string_view>> words;
  words.reserve(names.size());
  for (const std::string_view name : names) words.emplace_back(name, name);
  const std::optional<std::string_view> word = field.word<std::string_view>(words);
  return word ? std::optional(std::string(*word)) : std::nullopt;
}

void read_asked(const Field& field, ReadState& state, ReplySpec& spec) {
  const auto items = field.items("a list of names of nodes, in the order of asking");
  if (!items) return;
  spec.asked.emplace();
  for (const Field& item : *items)
    if (read_node(item, state)) spec.asked->push_back(item.node().text);
}

void read_misses(const Field& field, ReplySpec& spec) {
  std::vector<std::pair<std::string_view, core::Miss>> words;
  for (std::uint8_t i = 0; i < core::kMisses; ++i)
    words.emplace_back(to_string(static_cast<core::Miss>(i)), static_cast<core::Miss>(i));
  const auto items = field.items("a list of classes of misses, in the order of failing");
  if (!items) return;
  spec.misses.emplace();
  for (const Field& item : *items)
    if (const auto miss = item.word<core::Miss>(words)) spec.misses->push_back(*miss);
}

// What an answer says and what an error says do not go together: such an expectation could not hold.
// What no reply can carry, no reply can be.
std::optional<core::Expr> read_value(const Field& field) {
  std::optional<core::Expr> value = read_expr(field);
  if (!value) return std::nullopt;
  if (const auto encoded = core::StoredReply::encode({*value, {}, std::nullopt}); !encoded) {
    field.wrong(encoded.error().text(), "a value that fits into a reply");
    return std::nullopt;
  }
  return value;
}

void check_reply(MapReader& map, const ReplySpec& spec) {
  if (spec.outcome == Outcome::ok) {
    if (const auto error = map.find("error"))
      error->wrong("\"error\" of an outcome that is ok", "outcome: error");
    return;
  }
  for (const char* key : {"from", "value"})
    if (const auto field = map.find(key))
      field->wrong(fmt::format("\"{}\" of an outcome that is an error", key), "outcome: ok");
}

void read_reply(const Field& field, std::size_t number, ReadState& state) {
  static constexpr std::array<std::pair<std::string_view, Outcome>, 2> kOutcomes = {
      {{"ok", Outcome::ok}, {"error", Outcome::error}}};
  static constexpr std::array<std::pair<std::string_view, core::AnswerSource>, core::kAnswerSources>
      kSources = {{{"local", core::AnswerSource::local},
                   {"announced", core::AnswerSource::announced},
                   {"peer", core::AnswerSource::peer},
                   {"home", core::AnswerSource::home}}};
  MapReader map(field);
  if (!map.is_map()) return;
  ReplySpec spec;
  spec.place = field.place();
  spec.id =
      read_id(map, "id", "expectation", fmt::format("reply-{}", number), state.expectations).value_or("");
  if (const auto request = map.require("request")) {
    spec.request = read_request_name(*request, false, state).value_or("");
  }
  const std::optional<Field> outcome_field = map.require("outcome");
  const auto outcome = outcome_field ? outcome_field->word<Outcome>(kOutcomes) : std::optional<Outcome>();
  spec.outcome = outcome.value_or(Outcome::ok);
  if (const auto from = map.find("from")) spec.from = from->word<core::AnswerSource>(kSources);
  if (const auto value = map.find("value")) spec.value = read_value(*value);
  if (const auto error = map.find("error")) spec.error = read_error(*error);
  if (const auto recorded = map.find("recorded")) spec.recorded = recorded->boolean();
  if (const auto asked = map.find("asked")) read_asked(*asked, state, spec);
  if (const auto most = map.find("asks_max")) spec.asks_max = most->count(0, UINT32_MAX);
  if (const auto misses = map.find("misses")) read_misses(*misses, spec);
  if (const auto within = map.find("within")) spec.within = within->positive_duration();
  if (outcome) check_reply(map, spec);
  state.scenario.replies.push_back(std::move(spec));
}

template <class Read>
void read_list(MapReader& map, const char* key, const char* expected, Read read, ReadState& state) {
  const std::optional<Field> field = map.find(key);
  const auto fields = field ? field->items(expected) : std::nullopt;
  if (!fields) return;
  for (std::size_t i = 0; i < fields->size(); ++i) read((*fields)[i], i, state);
}

}  // namespace

void read_expect(MapReader& root, ReadState& state) {
  if (const auto field = root.find("expect")) {
    MapReader map(*field);
    map.later({"always", "eventually", "sometimes", "never", "final", "amplification"});
    read_list(map, "converge", "a list of expectations on holders", read_converge, state);
    read_list(map, "replies", "a list of expectations on replies", read_reply, state);
    read_list(map, "members", "a list of expectations on who is believed to be there", read_members_expectation, state);
    read_list(map, "streams", "a list of expectations on streams", read_stream_expectation, state);
    read_list(map, "thresholds", "a list of thresholds for metrics", read_threshold, state);
  }
  if (const auto planted = root.find("planted")) state.scenario.planted = read_check(*planted, state);
}

std::optional<std::string> read_request_name(const Field& field, bool stream, ReadState& state) {
  std::optional<std::string> name = field.name();
  if (!name || !state.requests_known) return name;
  if (!state.requests.contains(*name)) {
    Nearest nearest(*name);
    for (const auto& [id, index] : state.requests) nearest.offer(id);
    field.wrong(fmt::format("no request is called {}", field.found()),
                with_suggestion("the \"as\" of a request", nearest));
    return name;
  }
  const auto spec = std::ranges::find(state.scenario.requests, *name, &RequestSpec::as);
  if (spec != state.scenario.requests.end() && spec->stream.has_value() != stream)
    field.wrong(fmt::format("{}, which is {} for a stream", field.found(), stream ? "no request" : "a request"),
                stream ? "one with \"stream\"; \"replies\" is for the others" : "one without \"stream\"; \"streams\" is for the others");
  return name;
}

std::optional<std::string> read_check(const Field& field, ReadState& state) {
  std::optional<std::string> name = field.name();
  if (!name || std::ranges::find(kInvariantNames, *name) != kInvariantNames.end() ||
      state.expectations.contains(*name))
    return name;
  Nearest nearest(*name);
  for (const std::string_view invariant : kInvariantNames) nearest.offer(invariant);
  for (const auto& [id, number] : state.expectations) nearest.offer(id);
  const std::vector<std::string_view> names(kInvariantNames.begin(), kInvariantNames.end());
  field.wrong(fmt::format("no check is called {}", field.found()),
              with_suggestion(one_of_text(names) + ", or the id of an expectation", nearest));
  return name;
}

}  // namespace fleetsim::sim
