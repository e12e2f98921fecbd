// `workload`: the listed requests.

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

void read_entry(const Field& field, std::size_t number, ReadState& state) {
  MapReader map(field);
  map.later({"id", "run_on", "arrivals", "keys", "reply_size", "trace", "think", "every", "rate"});
  if (!map.is_map()) {
    state.requests_known = false;
    return;
  }
  RequestSpec request;
  request.place = field.place();
  const std::optional<core::Duration> at = read_at(map, state);
  const std::optional<Field> node_field = map.require("node");
  const std::optional<Field> content_field = map.require("content");
  const std::optional<std::uint32_t> node = node_field ? read_node(*node_field, state) : std::nullopt;
  const std::optional<std::uint32_t> content =
      content_field ? read_content_id(*content_field, state) : std::nullopt;
  if (const auto deadline = map.find("deadline")) request.deadline = deadline->positive_duration();
  if (const auto grants = map.find("grants")) request.grants = read_lines(*grants, "a list of capabilities");
  if (const auto site = map.find("stream")) {
    request.stream = read_node(*site, state);
    if (!request.stream) state.requests_known = false;  // a stream, whatever its site was meant to be
    if (request.stream && request.stream == node) site->wrong("a stream from a node to itself", "another node");
  }
  std::optional<std::string> as =
      read_id(map, "as", "request", fmt::format("request-{}", number), state.requests);
  if (!as) state.requests_known = false;
  if (!at || !node || !content || !as) return;
  request.at = *at;
  request.node = *node;
  request.content = *content;
  request.as = *std::move(as);
  state.scenario.requests.push_back(std::move(request));
}

}  // namespace

void read_workload(MapReader& root, ReadState& state) {
  const std::optional<Field> field = root.find("workload");
  const auto fields = field ? field->items("a list of requests") : std::nullopt;
  if (!fields) {
    state.requests_known = !field;
    return;
  }
  for (std::size_t i = 0; i < fields->size(); ++i) read_entry((*fields)[i], i, state);
}

}  // namespace fleetsim::sim
