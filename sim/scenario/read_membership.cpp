// What scenarios say of who is there: `fabric.membership` and `expect.members`.

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"
#include "sim/scenario/units.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kCountMax = 1'000;

void take_span(MapReader& map, const char* key, core::Duration& target) {
  if (const auto field = map.find(key)) target = field->positive_duration().value_or(target);
}

}  // namespace

void read_membership(const Field& field, core::MembershipOptions& membership) {
  static constexpr std::array<std::pair<std::string_view, core::FailureDetector>, 2> kDetectors = {
      {{"none", core::FailureDetector::none}, {"swim", core::FailureDetector::swim}}};
  MapReader map(field);
  if (const auto detector = map.find("detector"))
    membership.detector = detector->word<core::FailureDetector>(kDetectors).value_or(membership.detector);
  take_span(map, "interval", membership.interval);
  if (const auto jitter = map.find("jitter")) membership.jitter = jitter->ratio().value_or(membership.jitter);
  take_span(map, "timeout", membership.timeout);
  if (const auto indirect = map.find("indirect"))
    membership.indirect = static_cast<std::uint32_t>(indirect->count(0, kCountMax).value_or(membership.indirect));
  if (const auto suspicion = map.find("suspicion"))
    membership.suspicion = static_cast<std::uint32_t>(suspicion->count(1, kCountMax).value_or(membership.suspicion));
  if (membership.timeout >= membership.interval || membership.interval > kSpanMax)
    field.wrong("a timeout out of bounds", "timeout below interval, and that at most 30d");
}

void read_members_expectation(const Field& field, std::size_t number, ReadState& state) {
  static constexpr std::array<std::pair<std::string_view, bool>, 2> kStates = {{{"up", false}, {"gone", true}}};
  MapReader map(field);
  if (!map.is_map()) return;
  MembersSpec spec;
  spec.place = field.place();
  spec.id =
      read_id(map, "id", "expectation", fmt::format("members-{}", number), state.expectations).value_or("");
  if (const auto of = map.require("of")) spec.of = read_selector(*of, state).value_or(Selector{});
  if (const auto by = map.find("by"))
    if (!(by->is_scalar() && by->node().text == "all_live")) {
      if (by->is_map())
        spec.by = read_selector(*by, state);
      else
        by->wrong(by->found(), "all_live, or a selector such as { group: edge }");
    }
  const std::optional<Field> believed = map.require("state");
  spec.gone = believed ? believed->word<bool>(kStates).value_or(false) : false;
  spec.at = read_at(map, state).value_or(core::Duration{});
  if (const auto always = map.find("always")) spec.always = always->boolean().value_or(false);
  state.scenario.members.push_back(std::move(spec));
}

}  // namespace fleetsim::sim
