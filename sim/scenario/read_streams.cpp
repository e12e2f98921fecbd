// Streams: `fabric.stream`, and `expect.streams`.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"
#include "sim/scenario/stream_fields.h"

namespace fleetsim::sim {

void read_stream_options(const Field& field, core::StreamOptions& options) {
  constexpr std::uint64_t kMax = std::uint64_t{1} << 50;
  MapReader map(field);
  for (const StreamField& each : kStreamFields) {
    const auto value = map.find(each.key);
    if (!value) continue;
    core::SessionOptions& session = options.session;
    if (each.unit == StreamField::Unit::span)
      session.*each.duration = value->positive_duration().value_or(session.*each.duration);
    else if (each.unit == StreamField::Unit::size)
      session.*each.number = value->size(1, kMax).value_or(session.*each.number);
    else
      session.*each.number = value->count(1, kMax).value_or(session.*each.number);
  }
  const auto take_count = [&](const char* key, std::uint64_t least, std::uint32_t& target) {
    if (const auto value = map.find(key))
      target = static_cast<std::uint32_t>(value->count(least, UINT32_MAX).value_or(target));
  };
  take_count("retransmissions_max", 0, options.session.retransmissions_max);
  take_count("resumes_max", 0, options.resumes_max);
  take_count("sources_max", 1, options.sources_max);
  if (const core::Result<void> valid = options.session.validate(); !valid)
    field.wrong(valid.error().text(), "a smaller limit");
}

void read_stream_expectation(const Field& field, std::size_t number, ReadState& state) {
  static constexpr std::array<std::pair<std::string_view, bool>, 2> kOutcomes = {
      {{"whole", true}, {"broken", false}}};
  static const auto whys = [] {
    // All but the first, which is no reason to break.
    std::array<std::pair<std::string_view, core::SessionWhy>, core::kSessionWhys - 1> words;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto why = static_cast<core::SessionWhy>(i + 1);
      words[i] = {core::to_string(why), why};
    }
    return words;
  }();
  MapReader map(field);
  if (!map.is_map()) return;
  StreamSpec spec;
  spec.place = field.place();
  spec.id =
      read_id(map, "id", "expectation", fmt::format("stream-{}", number), state.expectations).value_or("");
  if (const auto request = map.require("request"))
    spec.request = read_request_name(*request, true, state).value_or("");
  const std::optional<Field> outcome = map.require("outcome");
  spec.whole = outcome ? outcome->word<bool>(kOutcomes) : std::optional<bool>();
  if (const auto why = map.find("why")) {
    spec.why = why->word<core::SessionWhy>(whys);
    if (spec.whole == true) why->wrong("\"why\" of a stream that is whole", "it with outcome: broken");
  }
  if (const auto items = map.find("items")) spec.items = items->count(0, UINT64_MAX);
  if (const auto resumed = map.find("resumed")) spec.resumed = resumed->boolean();
  if (const auto within = map.find("within")) spec.within = within->positive_duration();
  state.scenario.streams.push_back(std::move(spec));
}

}  // namespace fleetsim::sim
