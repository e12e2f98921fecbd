#include "sim/check/stream_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/check.h"

namespace fleetsim::sim {
void StreamsComeInOrder::on(const Fact& fact, const CheckScope& scope) {
  if (std::holds_alternative<NodeDown>(fact.what))
    std::erase_if(open_, [&](const auto& entry) { return entry.first.first == fact.node; });
  if (const auto* opened = said<core::StreamOpened>(fact)) open_.try_emplace({fact.node, opened->request}, Open{.since = fact.at});
  if (const auto* sourced = said<core::StreamSourced>(fact))
    sent_.emplace(sourced->key, sourced->items, sourced->checksum);
  if (const auto* item = said<core::StreamItemCame>(fact)) on_item(fact, *item, scope);
  if (const auto* over = said<core::StreamOver>(fact)) on_end(fact, *over, scope);
}

void StreamsComeInOrder::on_item(const Fact& fact, const core::StreamItemCame& item,
                                 const CheckScope& scope) {
  judged();
  const auto open = open_.find({fact.node, item.request});
  if (open == open_.end())
    return offend(fact.at, fmt::format("{} was given item {} of stream {}, which is not open",
                                       scope.names.node(fact.node), item.number, item.request));
  if (item.number != open->second.items)
    return offend(fact.at,
                  fmt::format("{} was given item {} of stream {} where item {} is due",
                              scope.names.node(fact.node), item.number, item.request, open->second.items));
  ++open->second.items;
  open->second.checksum = item.checksum;
}

void StreamsComeInOrder::on_end(const Fact& fact, const core::StreamOver& over, const CheckScope& scope) {
  judged();
  const auto open = open_.find({fact.node, over.request});
  if (open == open_.end())
    return offend(fact.at, fmt::format("{} saw stream {} end, which was not open",
                                       scope.names.node(fact.node), over.request));
  const Open seen = open->second;
  open_.erase(open);
  if (seen.items != over.items)
    return offend(fact.at, fmt::format("{} was given {} items of stream {}, which ended after {}",
                                       scope.names.node(fact.node), seen.items, over.request, over.items));
  if (over.why == core::SessionWhy::finished && !sent_.contains({over.key, seen.items, seen.checksum}))
    offend(fact.at,
           fmt::format("{} holds stream {} of {} for whole, and nobody sent these {} items",
                       scope.names.node(fact.node), over.request, scope.names.content(over.key), seen.items));
}

void StreamsComeInOrder::at(core::Instant now, const CheckScope& scope) {
  for (const auto& [who, open] : open_)
    if (now - open.since > longest_)
      offend(now, fmt::format("stream {} of {} has not ended since {} s", who.second, scope.names.node(who.first),
                              seconds_text(open.since.ns)));
}

StreamCheck::StreamCheck(const StreamSpec& spec, const Scenario& scenario) : spec_(spec) {
  const auto request = std::ranges::find(scenario.requests, spec.request, &RequestSpec::as);
  FLEET_CHECK(request != scenario.requests.end(), "the reader resolves references");
  request_ = static_cast<core::RequestId>(request - scenario.requests.begin());
}

void StreamCheck::on(const Fact& fact, const CheckScope& scope) {
  if (const auto* opened = said<core::StreamOpened>(fact); opened && opened->request == request_)
    began_ = fact.at;
  if (const auto* again = said<core::StreamResumed>(fact); again && again->request == request_) ++sessions_;
  if (const auto* over = said<core::StreamOver>(fact); over && over->request == request_)
    judge(*over, fact.at, scope);
  if (const auto* refused = std::get_if<RequestRefused>(&fact.what);
      refused && refused->request == request_) {
    over_ = true;
    judged();
    offend(fact.at, fmt::format("{} was down when the stream was due", scope.names.node(fact.node)));
  }
}

void StreamCheck::judge(const core::StreamOver& over, core::Instant at, const CheckScope& scope) {
  over_ = true;
  judged();
  const bool whole = over.why == core::SessionWhy::finished;
  const std::string got = fmt::format("{}: {} after {} items ({})", scope.names.content(over.key),
                                      whole ? "whole" : "broken", over.items, core::to_string(over.why));
  if (spec_.whole != whole)
    return offend(at, fmt::format("expected a {} stream, got {}", *spec_.whole ? "whole" : "broken", got));
  if (spec_.why && spec_.why != over.why)
    return offend(at,
                  fmt::format("expected a stream broken by {}, got {}", core::to_string(*spec_.why), got));
  if (spec_.items && spec_.items != over.items)
    return offend(at, fmt::format("expected {} items, got {}", *spec_.items, got));
  if (spec_.resumed && *spec_.resumed != (sessions_ > 0))
    return offend(at, fmt::format("expected it to {} resumed, and it was resumed {} times, {}",
                                  *spec_.resumed ? "be" : "not be", sessions_, got));
  if (spec_.within && at - began_ > *spec_.within)
    offend(at, fmt::format("expected the end within {} s, it took {} s, {}", seconds_text(spec_.within->ns),
                           seconds_text((at - began_).ns), got));
}

void StreamCheck::at(core::Instant now, const CheckScope&) {
  if (!over_) offend(now, fmt::format("stream {} never ended", spec_.request));
}

}  // namespace fleetsim::sim
