// The links of the topology, and what faults of the network have in common with them.

#include "sim/scenario/link_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/sections.h"
#include "sim/scenario/selector.h"

namespace fleetsim::sim {
namespace {

constexpr std::uint64_t kRateMin = 1'000;              // 1 kbit/s
constexpr std::uint64_t kRateMax = 1'000'000'000'000;  // 1,000 Gbit/s
constexpr std::uint64_t kQueueMax = 1ULL << 40;
constexpr std::uint64_t kMtuMin = 68;  // of the Internet Protocol (RFC 791)
constexpr std::uint64_t kMtuMax = 1ULL << 30;
/// Shorter states would cost more than a day of simulation is worth.
constexpr core::Duration kStateMeanMin = core::milliseconds(1);
constexpr Rational kFactorMin = {1, 1000};
constexpr Rational kFactorMax = {1000, 1};

core::Duration read_mean(MapReader& map, const char* key) {
  const std::optional<Field> field = map.require(key);
  const core::Duration mean = field ? field->span().value_or(kStateMeanMin) : kStateMeanMin;
  if (mean < kStateMeanMin) field->wrong(field->found(), "at least 1ms");
  return std::max(mean, kStateMeanMin);
}

std::optional<Selector> read_end(MapReader& map, const char* key, ReadState& state) {
  const std::optional<Field> field = map.require(key);
  std::optional<Selector> selector = field ? read_selector(*field, state) : std::nullopt;
  if (!selector || selector->mode == Selector::Mode::all) return selector;
  field->wrong("a mode in a link", "a selector without mode: links do not differ from seed to seed");
  return std::nullopt;
}

// A ratio, or `{ burst: ... }`.
void read_loss(const Field& field, Link& link) {
  if (!field.is_map()) {
    link.loss = field.ratio().value_or(core::Ratio{});
    return;
  }
  MapReader map(field);
  if (const auto burst = map.require("burst")) link.burst = read_burst(*burst);
}

Reordering read_reordering(const Field& field) {
  MapReader map(field);
  Reordering reordering;
  if (const auto ratio = map.require("ratio")) reordering.ratio = ratio->ratio().value_or(core::Ratio{});
  if (const auto add = map.require("add")) {
    reordering.add = add->span().value_or(core::Duration{1});
    if (reordering.add.ns == 0) add->wrong("a delay of nothing", "a duration longer than 0s");
  }
  return reordering;
}

LinkProfile::Step read_step(const Field& field, const LinkProfile& profile) {
  MapReader map(field);
  LinkProfile::Step step;
  if (const auto at = map.require("at")) {
    step.at = at->duration().value_or(core::Duration{});
    if (!profile.steps.empty() && step.at <= profile.steps.back().at)
      at->wrong(fmt::format("{} after {}", duration_text(step.at), duration_text(profile.steps.back().at)),
                "steps in the order of time");
    if (profile.period && step.at >= *profile.period)
      at->wrong(fmt::format("{} is not within the period", duration_text(step.at)),
                fmt::format("less than {}", duration_text(*profile.period)));
  }
  if (const auto factor = map.find("latency_factor"))
    step.latency_factor = factor->number(kFactorMin, kFactorMax).value_or(Rational{});
  if (const auto loss = map.find("loss")) step.loss = loss->ratio();
  if (const auto bandwidth = map.find("bandwidth")) step.bandwidth = read_bandwidth(*bandwidth);
  return step;
}

// A list of steps, or `{ period, steps }`.
LinkProfile read_profile(const Field& field) {
  LinkProfile profile;
  const auto take = [&](const Field& list) {
    const auto steps = list.items("a list of steps");
    if (!steps) return;
    if (steps->empty()) list.wrong("an empty list", "at least one step");
    for (const Field& step : *steps) profile.steps.push_back(read_step(step, profile));
  };
  if (field.is_sequence()) {
    take(field);
    return profile;
  }
  MapReader map(field);
  if (const auto period = map.require("period")) profile.period = period->positive_duration();
  if (const auto steps = map.require("steps")) take(*steps);
  return profile;
}

bool has_bandwidth(const Link& link) {
  return link.bandwidth != Bandwidth{} ||
         std::ranges::any_of(link.profile.steps, [](const LinkProfile::Step& step) { return step.bandwidth.has_value(); });
}

// What links do to datagrams alone, to be refused when there are no datagrams.
struct DatagramKey {
  Field field;
  const char* what;
};

void read_link(const Field& field, std::size_t number, ReadState& state, std::vector<DatagramKey>& of_datagrams) {
  MapReader map(field);
  Link link;
  link.place = field.place();
  const std::optional<std::string> id = read_id(map, "id", "link", fmt::format("link-{}", number), state.links);
  std::optional<Selector> from = read_end(map, "from", state);
  std::optional<Selector> to = read_end(map, "to", state);
  const std::optional<Field> latency = map.require("latency");
  if (latency) link.latency = read_distribution(*latency).value_or(Distribution{});
  if (const auto jitter = map.find("jitter")) link.jitter = jitter->span().value_or(core::Duration{});
  if (const auto loss = map.find("loss")) read_loss(*loss, link);
  if (const auto duplicate = map.find("duplicate")) {
    link.duplicate = duplicate->ratio().value_or(core::Ratio{});
    if (link.duplicate.numerator > 0) of_datagrams.push_back({*duplicate, "copies on streams, where they do not show"});
  }
  if (const auto reorder = map.find("reorder")) link.reorder = read_reordering(*reorder);
  if (const auto corrupt = map.find("corrupt")) link.corrupt = corrupt->ratio().value_or(core::Ratio{});
  if (const auto bandwidth = map.find("bandwidth")) link.bandwidth = read_bandwidth(*bandwidth).value_or(Bandwidth{});
  if (const auto profile = map.find("profile")) link.profile = read_profile(*profile);
  read_waiting(map, has_bandwidth(link), link.queue, link.sharing);
  if (const auto mtu = map.find("mtu")) {
    link.mtu = mtu->size(kMtuMin, kMtuMax).value_or(0);
    of_datagrams.push_back({*mtu, "an mtu of streams, which are cut into what fits"});
  }
  static constexpr std::array<std::pair<std::string_view, Link::Transport>, 2> kTransports = {
      {{"datagram", Link::Transport::datagram}, {"stream", Link::Transport::stream}}};
  if (const auto transport = map.find("transport"))
    link.transport = transport->word<Link::Transport>(kTransports).value_or(Link::Transport::datagram);
  if (const auto symmetric = map.find("symmetric")) link.symmetric = symmetric->boolean().value_or(true);
  if (!link.symmetric && link.bandwidth.down > 0 && link.bandwidth.down != link.bandwidth.up)
    map.find("bandwidth")->wrong("\"down\" of a link that leads one way", "\"up\" alone");
  if (!from || !to || !id) {
    state.links_known = false;
    return;
  }
  link.id = *id;
  link.from = *std::move(from);
  link.to = *std::move(to);
  state.links[link.id] = static_cast<std::uint32_t>(state.scenario.topology.links.size());
  state.scenario.topology.links.push_back(std::move(link));
}

}  // namespace

std::optional<BurstLoss> read_burst(const Field& field) {
  MapReader map(field);
  BurstLoss burst;
  if (const auto good = map.find("good")) burst.good = good->ratio().value_or(core::Ratio{});
  if (const auto bad = map.require("bad")) {
    burst.bad = bad->ratio().value_or(core::Ratio{1, 1});
    if (burst.bad == burst.good) bad->wrong("bursts that lose no more than what is between them", "another ratio");
  }
  burst.good_mean = read_mean(map, "good_mean");
  burst.bad_mean = read_mean(map, "bad_mean");
  return map.is_map() ? std::optional(burst) : std::nullopt;
}

std::optional<Bandwidth> read_bandwidth(const Field& field) {
  if (!field.is_map()) {
    const std::optional<std::uint64_t> rate = field.rate(kRateMin, kRateMax);
    return rate ? std::optional(Bandwidth{*rate, *rate}) : std::nullopt;
  }
  MapReader map(field);
  Bandwidth bandwidth;
  if (const auto up = map.find("up")) bandwidth.up = up->rate(kRateMin, kRateMax).value_or(kRateMax);
  if (const auto down = map.find("down")) bandwidth.down = down->rate(kRateMin, kRateMax).value_or(kRateMax);
  if (bandwidth != Bandwidth{}) return bandwidth;
  field.wrong("a bandwidth in no direction", "\"up\", \"down\", or both");
  return std::nullopt;
}

void read_waiting(MapReader& map, bool has_bandwidth, Queue& queue, Sharing& sharing) {
  static constexpr std::array<std::pair<std::string_view, Sharing>, 2> kSharings = {
      {{"shared", Sharing::shared}, {"dedicated", Sharing::dedicated}}};
  static constexpr std::array<std::pair<std::string_view, bool>, 1> kDisciplines = {{{"droptail", true}}};
  if (const auto field = map.find("queue")) {
    if (!has_bandwidth) field->wrong("a queue before nothing that is scarce", "\"bandwidth\" beside it");
    MapReader keys(*field);
    if (const auto limit = keys.find("limit")) queue.bytes_max = limit->size_or_unbounded(kQueueMax).value_or(0);
    if (const auto discipline = keys.find("discipline")) discipline->word<bool>(kDisciplines);
  }
  if (const auto field = map.find("sharing")) {
    if (!has_bandwidth) field->wrong("sharing of nothing that is scarce", "\"bandwidth\" beside it");
    sharing = field->word<Sharing>(kSharings).value_or(Sharing::shared);
  }
}

void read_links(const Field& field, ReadState& state) {
  const auto items = field.items("a list of links");
  if (!items) {
    state.links_known = false;
    return;
  }
  std::vector<DatagramKey> of_datagrams;
  for (std::size_t i = 0; i < items->size(); ++i) read_link((*items)[i], i, state, of_datagrams);
  const std::vector<Link>& links = state.scenario.topology.links;
  if (!links.empty() && std::ranges::all_of(links, [](const Link& link) { return link.transport == Link::Transport::stream; }))
    for (const DatagramKey& key : of_datagrams) key.field.wrong(key.what, "a link with \"transport: datagram\"");
}

}  // namespace fleetsim::sim
