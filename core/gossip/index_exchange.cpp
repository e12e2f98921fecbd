#include "core/gossip/index_exchange.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace fleetsim::core {

std::vector<IndexFacts> export_index(const HoldingIndex& index, bool answer_wanted) {
  const FactTable& table = index.table();
  const auto fresh = [&] {
    IndexFacts facts;
    facts.index_size = index.size();
    facts.index_root = index.root();
    return facts;
  };

  // Facts by key. Ids are dense, so that sorting them by (key, id) needs no map.
  std::vector<FactId> known;
  known.reserve(index.size());
  index.facts().for_each([&](FactId fact) { known.push_back(fact); });
  std::ranges::sort(known, {}, [&](FactId fact) { return std::pair(table.key_of(fact), fact); });

  std::vector<IndexFacts> messages;
  std::vector<std::uint32_t> name_of(table.holders(), UINT32_MAX);  // holder id -> position in `names`
  std::size_t at = 0;
  do {
    IndexFacts facts = fresh();
    std::unordered_map<Digest, std::size_t, DigestHash> replies;  // look-ups only
    const std::size_t end = std::min(known.size(), at + kFactsPerMessage);
    for (; at < end; ++at) {
      const KeyId key = table.key_of(known[at]);
      const HolderId holder = table.holder_of(known[at]);
      const FactStamp stamp = table.stamp(known[at]);
      if (name_of[holder] == UINT32_MAX || facts.names[name_of[holder]].epoch != stamp.epoch) {
        name_of[holder] = static_cast<std::uint32_t>(facts.names.size());
        facts.names.push_back({table.holder(holder), stamp.epoch});
      }
      if (key == kNoKey) continue;
      if (facts.keys.empty() || facts.keys.back().key != table.key(key))
        facts.keys.push_back({table.key(key), 0});
      ++facts.keys.back().count;
      std::uint32_t reply = 0;
      if (stamp.says_reply()) {
        const auto [position, added] = replies.try_emplace(stamp.reply, facts.replies.size() + 1);
        if (added) facts.replies.push_back(stamp.reply);
        reply = static_cast<std::uint32_t>(position->second);
      }
      facts.holders.push_back({name_of[holder], stamp.version, reply});
    }
    if (at < known.size()) std::ranges::fill(name_of, UINT32_MAX);
    messages.push_back(std::move(facts));
  } while (at < known.size());
  messages.back().answer_wanted = answer_wanted;
  return messages;
}

Absorbed absorb(HoldingIndex& index, const IndexFacts& facts, const AbsorbLimits& limits) {
  FactTable& table = index.table();
  Absorbed absorbed;
  // Ids are given only to what is taken in: a table never shrinks.
  const auto allowed = [&](const IndexFacts::Name& entry) {
    if (limits.from != nullptr && entry.name == *limits.from) return true;
    return absorbed.hearsay < limits.hearsay_max && index.size() < limits.index_size_max &&
           (limits.directory == nullptr || limits.directory->find(entry.name));
  };
  const auto take = [&](const IndexFacts::Name& entry, FactId fact) {
    if (!index.announce(fact, absorbed.change)) return;
    if (limits.from != nullptr && entry.name != *limits.from) ++absorbed.hearsay;
  };
  for (const IndexFacts::Name& entry : facts.names) {
    if (entry.epoch <= first_epoch(1)) continue;
    if (allowed(entry))
      take(entry, table.epoch_id(table.holder_id(entry.name), entry.epoch));
    else
      ++absorbed.ignored;
  }
  auto said = facts.holders.begin();
  for (const IndexFacts::KeyHolders& entry : facts.keys) {
    for (std::uint32_t i = 0; i < entry.count; ++i, ++said) {
      const IndexFacts::Name& name = facts.names[said->name];
      if (!allowed(name)) {
        ++absorbed.ignored;
        continue;
      }
      const FactStamp stamp{name.epoch, said->version, said->reply == 0 ? Digest{} : facts.replies[said->reply - 1]};
      take(name, table.fact_id(table.holder_id(name.name), table.key_id(entry.key), stamp));
    }
  }
  // A fact may have come and gone within one message.
  IndexChange& change = absorbed.change;
  std::ranges::sort(change.added);
  std::ranges::sort(change.dropped);
  IndexChange net;
  std::ranges::set_difference(change.added, change.dropped, std::back_inserter(net.added));
  std::ranges::set_difference(change.dropped, change.added, std::back_inserter(net.dropped));
  absorbed.change = std::move(net);
  return absorbed;
}

}  // namespace fleetsim::core
