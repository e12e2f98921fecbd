#include "tests/support/gossip_net.h"

#include "core/store/fact_stamp.h"
#include "core/wire/message.h"

namespace fleetsim::tests {
namespace {

std::shared_ptr<const core::Directory> directory_of(std::uint32_t size) {
  std::vector<core::Symbol> names;
  for (std::uint32_t i = 0; i < size; ++i) names.push_back(name("n" + std::to_string(i)));
  return std::make_shared<const core::Directory>(std::move(names));
}

}  // namespace

GossipNet::GossipNet(std::uint32_t size, const core::GossipOptions& options, std::uint64_t seed, bool own_tables)
    : directory_(directory_of(size)), seed_(seed), own_tables_(own_tables), dice_(seed, "net") {
  for (core::NodeId id = 0; id < size; ++id) {
    members_.push_back(std::make_unique<Member>(
        directory_, id, options, own_tables ? std::make_shared<core::FactTable>() : table_, seed));
    core::Effects out;
    members_[id]->gossip.begin(world(*members_[id]), out);
    carry_out(id, out);
  }
}

core::GossipWorld GossipNet::world(Member& member) {
  return {.now = now_,
          .options = member.options,
          .peers = member.peers,
          .index = member.index,
          .dice = member.dice,
          .down = member.down,
          .bug = member.bug};
}

void GossipNet::carry_out(core::NodeId id, const core::Effects& effects) {
  Member& member = *members_[id];
  for (const core::Effect& effect : effects) {
    if (const auto* timer = std::get_if<core::SetTimer>(&effect)) {
      member.timers[timer->id] = timer->at;
      events_[{timer->at, sequence_++}] = {id, id, nullptr, timer->id, member.life};
      continue;
    }
    const auto* send = std::get_if<core::Send>(&effect);
    if (send == nullptr) continue;
    member.bytes_sent[core::kind_name(core::ByteView(*send->bytes))] += send->bytes->size();
    for (int copies = dice_.chance(weather.duplicate) ? 2 : 1; copies > 0; --copies) {
      const core::Instant at = now_ + dice_.between(weather.least, weather.most);
      if (dice_.chance(weather.loss) || !connected(id, send->to)) continue;
      events_[{at, sequence_++}] = {send->to, id, send->bytes, 0, 0};
    }
  }
}

void GossipNet::deliver(const Event& event) {
  Member& member = *members_[event.to];
  core::Effects out;
  if (event.bytes == nullptr) {
    // A timer that was set again, or by an earlier life, is void.
    if (event.life != member.life || member.timers[event.timer] != now_) return;
    member.gossip.on_timer(event.timer & 0xFF, world(member), out);
  } else {
    const core::WireMessage message = *core::decode_message(*event.bytes);
    if (const auto* facts = std::get_if<core::IndexFacts>(&message))
      member.gossip.on(event.from, *facts, event.bytes->size(), world(member), out);
    else
      member.gossip.on(event.from, std::get<core::GossipFrame>(message), event.bytes->size(), world(member), out);
  }
  carry_out(event.to, out);
}

void GossipNet::say(core::NodeId id, core::FactId fact) {
  Member& member = *members_[id];
  core::IndexChange change;
  if (!member.index.announce(fact, change)) return;
  core::Effects out;
  member.gossip.on_news(change.added, world(member), out);
  carry_out(id, out);
}

void GossipNet::announce(core::NodeId id, const std::string& key, const std::string& reply) {
  announce(id, key_of(key), reply);
}

void GossipNet::announce(core::NodeId id, const core::ContentKey& key, const std::string& reply) {
  Member& member = *members_[id];
  core::FactTable& table = member.index.table();
  const core::FactStamp stamp{core::first_epoch(member.life), 2 * ++member.said - 1, stored(reply).digest()};
  say(id, table.fact_id(table.holder_id(directory_->name(id)), table.key_id(key), stamp));
}

void GossipNet::retract(core::NodeId id, const std::string& key) {
  Member& member = *members_[id];
  core::FactTable& table = member.index.table();
  const core::FactStamp stamp{core::first_epoch(member.life), 2 * ++member.said, {}};
  say(id, table.fact_id(table.holder_id(directory_->name(id)), table.key_id(key_of(key)), stamp));
}

void GossipNet::announce_unstamped(core::NodeId id, const std::string& key) {
  core::FactTable& table = members_[id]->index.table();
  say(id, table.fact_id(table.holder_id(directory_->name(id)), table.key_id(key_of(key))));
}

void GossipNet::restart(core::NodeId id) {
  const std::uint32_t life = members_[id]->life + 1;
  members_[id] = std::make_unique<Member>(directory_, id, members_[id]->options,
                                          own_tables_ ? std::make_shared<core::FactTable>() : table_, seed_ + life);
  Member& member = *members_[id];
  member.life = life;
  core::Effects out;
  member.gossip.begin(world(member), out);
  carry_out(id, out);
  core::FactTable& table = member.index.table();
  say(id, table.epoch_id(table.holder_id(directory_->name(id)), core::first_epoch(life)));
}

void GossipNet::run_for(core::Duration span) {
  const core::Instant end = now_ + span;
  while (!events_.empty() && events_.begin()->first.first <= end) {
    const auto first = events_.extract(events_.begin());
    now_ = first.key().first;
    deliver(first.mapped());
  }
  now_ = end;
}

bool GossipNet::converged() const {
  for (const auto& member : members_)
    if (member->index.root() != members_[0]->index.root() || member->index.size() != members_[0]->index.size())
      return false;
  return true;
}

core::GossipCounters GossipNet::totals() const {
  core::GossipCounters sum;
  for (const auto& member : members_) sum += member->gossip.counters();
  return sum;
}

}  // namespace fleetsim::tests
