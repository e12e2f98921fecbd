#include "core/gossip/index_exchange.h"

#include <algorithm>

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
    const std::size_t end = std::min(known.size(), at + kFactsPerMessage);
    for (; at < end; ++at) {
      const KeyId key = table.key_of(known[at]);
      const HolderId holder = table.holder_of(known[at]);
      if (name_of[holder] == UINT32_MAX) {
        name_of[holder] = static_cast<std::uint32_t>(facts.names.size());
        facts.names.push_back(table.holder(holder));
      }
      if (facts.keys.empty() || facts.keys.back().key != table.key(key))
        facts.keys.push_back({table.key(key), 0});
      ++facts.keys.back().count;
      facts.holders.push_back(name_of[holder]);
    }
    if (at < known.size()) std::ranges::fill(name_of, UINT32_MAX);
    messages.push_back(std::move(facts));
  } while (at < known.size());
  messages.back().answer_wanted = answer_wanted;
  return messages;
}

std::vector<FactId> absorb(HoldingIndex& index, const IndexFacts& facts) {
  FactTable& table = index.table();
  std::vector<HolderId> holders;
  holders.reserve(facts.names.size());
  for (const Symbol& name : facts.names) holders.push_back(table.holder_id(name));
  std::vector<FactId> added;
  auto name = facts.holders.begin();
  for (const IndexFacts::KeyHolders& entry : facts.keys) {
    const KeyId key = table.key_id(entry.key);
    for (std::uint32_t i = 0; i < entry.count; ++i)
      if (const FactId fact = table.fact_id(holders[*name++], key); index.announce(fact))
        added.push_back(fact);
  }
  std::ranges::sort(added);
  return added;
}

}  // namespace fleetsim::core
