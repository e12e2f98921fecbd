// Faults that wait for something to happen.

#include "sim/scenario/reaction_reader.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/nearest.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kTimesMax = 10'000;

constexpr std::array<std::pair<std::string_view, FactKind>, 20> kKinds = {
    {{"asked", FactKind::asked},
     {"ask_sent", FactKind::ask_sent},
     {"ask_failed", FactKind::ask_failed},
     {"answered", FactKind::answered},
     {"served", FactKind::served},
     {"recorded", FactKind::recorded},
     {"not_recorded", FactKind::not_recorded},
     {"recovered", FactKind::recovered},
     {"evicted", FactKind::evicted},
     {"quarantined", FactKind::quarantined},
     {"replica_sent", FactKind::replica_sent},
     {"learned", FactKind::learned},
     {"compute_started", FactKind::compute_started},
     {"compute_done", FactKind::compute_done},
     {"stream_opened", FactKind::stream_opened},
     {"stream_item_came", FactKind::stream_item_came},
     {"stream_over", FactKind::stream_over},
     {"stream_sourced", FactKind::stream_sourced},
     {"up", FactKind::up},
     {"down", FactKind::down}}};

// A node by its name, or a selector.
std::optional<Selector> read_where(const Field& field, ReadState& state) {
  if (field.is_map()) return read_selector(field, state);
  const std::optional<std::uint32_t> node = read_node(field, state);
  if (!node) return std::nullopt;
  Selector selector;
  selector.nodes.push_back(field.node().text);
  selector.place = field.place();
  return selector;
}

std::optional<std::uint32_t> read_request_id(const Field& field, const ReadState& state) {
  const std::optional<std::string> name = field.name();
  if (!name) return std::nullopt;
  if (const auto found = state.requests.find(*name); found != state.requests.end()) return found->second;
  if (!state.requests_known) return std::nullopt;
  Nearest nearest(*name);
  for (const auto& [id, index] : state.requests) nearest.offer(id);
  field.wrong(fmt::format("no request is called {}", field.found()), with_suggestion("the \"as\" of a request", nearest));
  return std::nullopt;
}

}  // namespace

bool is_there(const Field& select, Fault& fault) {
  fault.there = select.is_scalar() && select.node().text == "there";
  if (fault.there && !fault.when) select.wrong("\"there\", where nothing has happened", "a selector, or \"when\"");
  return fault.there;
}

const char* to_string(FactKind kind) { return kKinds.at(static_cast<std::size_t>(kind)).first.data(); }

void read_when(MapReader& map, ReadState& state, Fault& fault) {
  const Field field = *map.find("when");
  for (const char* key : {"at", "every", "rate"})
    if (map.has(key)) map.find(key)->wrong(fmt::format("both \"when\" and \"{}\"", key), "one of them");
  fault.when.emplace();
  When& when = *fault.when;
  if (const auto delay = map.find("delay")) when.delay = delay->duration().value_or(core::Duration{});
  if (const auto times = map.find("times")) when.times = times->count(1, kTimesMax).value_or(1);
  if (!state.has_phases) field.wrong("a fault that waits", "\"phases\" that end the waiting");
  MapReader reader(field);
  if (!reader.is_map()) return;
  const std::optional<Field> fact = reader.require("fact");
  const std::optional<FactKind> kind = fact ? fact->word<FactKind>(kKinds) : std::nullopt;
  when.fact = kind.value_or(FactKind::recorded);
  if (const auto node = reader.find("node")) when.node = read_where(*node, state);
  if (const auto content = reader.find("content")) {
    when.content = read_content_id(*content, state);
    if (kind && !is_about_content(*kind))
      content->wrong(fmt::format("content of \"{}\", which is about none", to_string(*kind)), "no \"content\"");
  }
  if (const auto request = reader.find("request")) {
    when.request = read_request_id(*request, state);
    if (kind && !is_about_a_request(*kind))
      request->wrong(fmt::format("a request of \"{}\", which is about none", to_string(*kind)), "no \"request\"");
  }
  if (const auto nth = reader.find("nth")) when.nth = nth->count(1, UINT64_MAX).value_or(1);
}

}  // namespace fleetsim::sim
