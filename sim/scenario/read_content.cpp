// `content` and `preload`: what can be asked for, and who holds it at the start.

#include <array>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/eval/content_key.h"
#include "sim/scenario/expr_reader.h"
#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

/// A reply or an error text: it must fit into a message many times over.
constexpr std::size_t kReplyBytesMax = 1'000'000;

/// The items so far by what identifies them in the fabric: two ids for one request would be one and the same.
struct Keys {
  std::map<core::ContentKey, std::string> ids;
  std::set<std::string> texts;  ///< of the expressions that are strings, as those of a catalog are
};

std::optional<std::string> read_reply(const Field& field) {
  std::optional<std::string> reply = field.text();
  if (reply && reply->size() > kReplyBytesMax) {
    field.wrong(fmt::format("{} bytes", reply->size()), fmt::format("at most {}", kReplyBytesMax));
    return std::nullopt;
  }
  return reply;
}

void read_request(MapReader& map, core::EvalRequest& request) {
  static constexpr std::array<std::pair<std::string_view, core::Consistency>, core::kConsistencies>
      kConsistencies = {{{"local-only", core::Consistency::local_only},
                         {"local-first", core::Consistency::local_first},
                         {"remote-only", core::Consistency::remote_only}}};
  static constexpr std::array<std::pair<std::string_view, core::EvalMode>, core::kEvalModes> kModes = {
      {{"eval", core::EvalMode::eval}, {"logic", core::EvalMode::logic}}};
  if (const auto expr = map.find("expr"))
    if (auto read = read_expr(*expr)) request.expr = *std::move(read);
  if (const auto capabilities = map.find("capabilities"))
    request.required_capabilities =
        read_lines(*capabilities, "a list of capabilities").value_or(std::vector<std::string>());
  if (const auto consistency = map.find("consistency"))
    request.consistency =
        consistency->word<core::Consistency>(kConsistencies).value_or(core::Consistency::local_first);
  if (const auto mode = map.find("mode"))
    request.mode = mode->word<core::EvalMode>(kModes).value_or(core::EvalMode::eval);
}

void check_key(const Field& field, const Item& item, Keys& keys) {
  const core::Result<core::ContentKey> key = core::ContentKey::from_request(item.request);
  if (!key) return field.wrong(key.error().text(), "an expression of fewer levels");
  const core::Expr& expr = item.request.expr;
  if (expr.kind() == core::Expr::Kind::string) keys.texts.insert(expr.text());
  const auto [same, added] = keys.ids.emplace(*key, item.id);
  if (!added)
    field.wrong(fmt::format("the same request as {}", quoted(same->second)),
                "another expression or other capabilities");
}

void read_item(const Field& field, ReadState& state, Keys& keys) {
  MapReader map(field);
  Item item;
  item.place = field.place();
  const std::optional<Field> id = map.require("id");
  if (id) item.id = id->line().value_or("");
  item.request.expr = core::Expr::string(item.id);
  read_request(map, item.request);
  item.reply = "reply of " + item.id;
  if (const auto reply = map.find("reply")) item.reply = read_reply(*reply).value_or("");
  if (const auto fails = map.find("fails")) {
    item.failure = read_reply(*fails);
    if (map.has("reply")) fails->wrong("both \"fails\" and \"reply\"", "one of them");
  }
  map.later({"reply_size"});
  if (id && item.id == "all") id->wrong("\"all\" stands for all content", "another id");
  if (id && !item.id.empty() && !state.content.add_item(item.id)) {
    id->wrong(fmt::format("a second item with the id {}", quoted(item.id)), "another \"id\"");
    return;
  }
  if (item.id.empty() || state.content.size() > state.limits.content_max) {
    state.content_known = false;
    if (!item.id.empty())
      field.wrong("too much content", fmt::format("at most {} ids", state.limits.content_max));
    return;
  }
  check_key(field, item, keys);
  state.scenario.content.push_back(std::move(item));
}

void read_catalog(const Field& field, ReadState& state, Keys& keys) {
  MapReader map(field);
  map.later({"reply_size"});
  const std::uint64_t room = state.limits.content_max - state.scenario.content.size();
  const std::optional<Field> size_field = map.require("size");
  const std::optional<Field> expr_field = map.require("expr");
  core::EvalRequest request;
  if (const auto capabilities = map.find("capabilities"))
    request.required_capabilities =
        read_lines(*capabilities, "a list of capabilities").value_or(std::vector<std::string>());
  const std::optional<std::uint64_t> size = size_field ? size_field->count(1, room) : std::nullopt;
  std::optional<std::string> pattern = expr_field ? expr_field->line() : std::nullopt;
  state.content_known = state.content_known && size && pattern;
  if (!size || !pattern) return;
  // Patterns are repeated `size` times over.
  constexpr std::size_t kPatternMax = 200;
  if (pattern->find("{i}") == std::string::npos || pattern->size() > kPatternMax) {
    state.content_known = false;
    return expr_field->wrong(expr_field->found(),
                             "a text with {i} in it, such as work-{i}, of at most 200 bytes");
  }
  if (state.content.set_catalog(*pattern, *size) > 0)
    expr_field->wrong("an id of the catalog is also that of an item", "another text");
  state.scenario.content.reserve(state.scenario.content.size() + static_cast<std::size_t>(*size));
  for (std::uint64_t i = 0; i < *size; ++i) {
    Item item;
    item.id = catalog_id(*pattern, i);
    item.request = request;
    item.request.expr = core::Expr::string(item.id);
    item.reply = "reply of " + item.id;
    item.place = field.place();
    // Two numbers never give one text, so that only items can be in the way.
    if (keys.texts.contains(item.id)) check_key(field, item, keys);
    state.scenario.content.push_back(std::move(item));
  }
}

}  // namespace

void read_content(MapReader& root, ReadState& state) {
  const std::optional<Field> field = root.find("content");
  if (!field) return;
  MapReader map(*field);
  Keys keys;
  if (const auto items = map.find("items"))
    if (const auto fields = items->items("a list of items"))
      for (const Field& item : *fields) read_item(item, state, keys);
  if (const auto catalog = map.find("catalog")) read_catalog(*catalog, state, keys);
}

void read_preload(MapReader& root, ReadState& state) {
  static constexpr std::array<std::pair<std::string_view, bool>, 2> kDeals = {
      {{"every", false}, {"round_robin", true}}};
  const std::optional<Field> field = root.find("preload");
  const auto fields = field ? field->items("a list of holders and content") : std::nullopt;
  state.preload_read = true;
  if (!fields) return;
  state.preload_read = false;  // not by itself
  for (const Field& entry : *fields) {
    MapReader map(entry);
    Preload preload;
    preload.place = entry.place();
    const std::optional<Field> holder = map.require("holder");
    const std::optional<Field> content = map.require("content");
    const std::optional<Selector> selector = holder ? read_selector(*holder, state) : std::nullopt;
    const auto ids = content ? read_content_ids(*content, state) : std::nullopt;
    if (const auto deal = map.find("deal"))
      preload.deal_round_robin = deal->word<bool>(kDeals).value_or(false);
    if (const auto reply = map.find("reply")) preload.reply = read_reply(*reply);
    if (!selector || !ids) continue;
    preload.holder = *selector;
    preload.content = *ids;
    state.scenario.preload.push_back(std::move(preload));
  }
  state.preload_read = true;
}

}  // namespace fleetsim::sim
