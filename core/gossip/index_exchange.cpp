#include "core/gossip/index_exchange.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>

#include "core/gossip/batch_builder.h"

namespace fleetsim::core {
namespace {

// Facts of one key that are known, or epochs: by holder symbol, then by stamp.
void sort_by_holder(std::span<FactId> facts, const FactTable& table) {
  std::ranges::sort(facts, [&](FactId a, FactId b) {
    if (table.holder_of(a) == table.holder_of(b)) return table.stamp(a) < table.stamp(b);
    return table.holder(table.holder_of(a)) < table.holder(table.holder_of(b));
  });
}

// Everything known: by key, holder symbol and stamp, the same for every table. Epochs, which have no key, come last.
std::vector<FactId> in_order(const HoldingIndex& index) {
  const FactTable& table = index.table();
  std::vector<FactId> known;
  known.reserve(index.size());
  index.facts().for_each([&](FactId fact) { known.push_back(fact); });
  std::ranges::sort(known, {}, [&](FactId fact) { return std::pair(table.key_of(fact), fact); });

  // Each key once, with the first bits of its digest, which nearly always decide.
  struct OfKey {
    std::uint64_t first_bits;
    std::span<FactId> facts;
  };
  std::vector<OfKey> keys;
  for (std::size_t at = 0; at < known.size();) {
    const KeyId key = table.key_of(known[at]);
    std::size_t end = at;
    while (end < known.size() && table.key_of(known[end]) == key) ++end;
    const std::uint64_t first_bits = key == kNoKey ? UINT64_MAX : key_prefix(table.key(key));
    keys.push_back({first_bits, std::span(known).subspan(at, end - at)});
    at = end;
  }
  const std::size_t with_key = keys.size() - (!keys.empty() && table.is_epoch(keys.back().facts.front()) ? 1 : 0);
  std::ranges::sort(std::span(keys).first(with_key), [&](const OfKey& a, const OfKey& b) {
    if (a.first_bits != b.first_bits) return a.first_bits < b.first_bits;
    return table.key(table.key_of(a.facts.front())) < table.key(table.key_of(b.facts.front()));
  });

  std::vector<FactId> ordered;
  ordered.reserve(known.size());
  for (const OfKey& each : keys) {
    const KeyId key = table.key_of(each.facts.front());
    // The table has them in order already; where it has many more than are known, sorting those known is less work.
    constexpr std::size_t kFew = 16;
    if (each.facts.size() > 1 && key != kNoKey && table.facts_of(key).size() <= kFew * each.facts.size()) {
      for (const FactId fact : table.facts_of(key))
        if (index.facts().contains(fact)) ordered.push_back(fact);
      continue;
    }
    sort_by_holder(each.facts, table);
    ordered.insert(ordered.end(), each.facts.begin(), each.facts.end());
  }
  return ordered;
}

// The names of a batch: who they are to the receiver, each looked up once.
class Authors {
 public:
  enum class Standing : std::uint8_t { first_hand, hearsay, stranger };

  Authors(const FactBatch& facts, const AbsorbLimits& limits) : facts_(facts), limits_(limits), known_(facts.names.size()) {}

  Standing standing(std::uint32_t name) {
    std::optional<Standing>& standing = known_[name].standing;
    if (!standing) standing = judge(facts_.names[name].name);
    return *standing;
  }
  /// Ids are given only to what is taken in: a table never shrinks.
  HolderId id(std::uint32_t name, FactTable& table) {
    std::optional<HolderId>& id = known_[name].id;
    if (!id) id = table.holder_id(facts_.names[name].name);
    return *id;
  }

 private:
  struct Known {
    std::optional<Standing> standing;
    std::optional<HolderId> id;
  };

  Standing judge(const Symbol& name) const {
    if (limits_.from == nullptr || name == *limits_.from) return Standing::first_hand;
    return limits_.directory == nullptr || limits_.directory->find(name) ? Standing::hearsay : Standing::stranger;
  }

  const FactBatch& facts_;
  const AbsorbLimits& limits_;
  std::vector<Known> known_;
};

}  // namespace

std::vector<IndexFacts> export_index(const HoldingIndex& index, bool answer_wanted) {
  std::vector<IndexFacts> messages;
  BatchBuilder builder(index.table());
  const auto finish = [&] { messages.push_back({false, index.size(), index.root(), builder.take()}); };
  std::size_t in_message = 0;
  for (const FactId fact : in_order(index)) {
    if (in_message++ == kFactsPerMessage) {
      finish();
      in_message = 1;
    }
    builder.add(fact);
  }
  finish();
  messages.back().answer_wanted = answer_wanted;
  return messages;
}

Absorbed absorb(HoldingIndex& index, const FactBatch& facts, const AbsorbLimits& limits) {
  FactTable& table = index.table();
  Absorbed absorbed;
  Authors authors(facts, limits);
  const auto allowed = [&](std::uint32_t name) {
    switch (authors.standing(name)) {
      case Authors::Standing::first_hand:
        return true;
      case Authors::Standing::hearsay:
        return absorbed.hearsay < limits.hearsay_max && index.size() < limits.index_size_max;
      case Authors::Standing::stranger:
        break;
    }
    return false;
  };
  const auto take = [&](std::uint32_t name, FactId fact) {
    if (index.announce(fact, absorbed.change) && authors.standing(name) == Authors::Standing::hearsay) ++absorbed.hearsay;
  };
  for (std::uint32_t name = 0; name < facts.names.size(); ++name) {
    if (facts.names[name].epoch <= first_epoch(1)) continue;
    if (allowed(name))
      take(name, table.epoch_id(authors.id(name, table), facts.names[name].epoch));
    else
      ++absorbed.ignored;
  }
  auto said = facts.holders.begin();
  for (const FactBatch::KeyHolders& entry : facts.keys) {
    for (std::uint32_t i = 0; i < entry.count; ++i, ++said) {
      if (!allowed(said->name)) {
        ++absorbed.ignored;
        continue;
      }
      const FactStamp stamp{facts.names[said->name].epoch, said->version,
                            said->reply == 0 ? Digest{} : facts.replies[said->reply - 1]};
      take(said->name, table.fact_id(authors.id(said->name, table), table.key_id(entry.key), stamp));
    }
  }
  for (const FactBatch::Short& entry : facts.shorts) {
    if (!allowed(entry.name)) {
      ++absorbed.ignored;
      continue;
    }
    const std::optional<HoldingIndex::Content> content = index.content_of(entry.key, entry.reply);
    if (!content) {
      absorbed.unresolved.shorts.push_back(entry);
      continue;
    }
    const FactStamp stamp{facts.names[entry.name].epoch, entry.version, content->reply};
    take(entry.name, table.fact_id(authors.id(entry.name, table), content->key, stamp));
  }
  if (!absorbed.unresolved.shorts.empty()) absorbed.unresolved.names = facts.names;
  // A fact may have come and gone within one message.
  IndexChange& change = absorbed.change;
  table.sort(change.added);
  table.sort(change.dropped);
  const auto less = [&](FactId a, FactId b) { return table.precedes(a, b); };
  IndexChange net;
  std::ranges::set_difference(change.added, change.dropped, std::back_inserter(net.added), less);
  std::ranges::set_difference(change.dropped, change.added, std::back_inserter(net.dropped), less);
  absorbed.change = std::move(net);
  return absorbed;
}

std::vector<FactId> find_short(const HoldingIndex& index, const FactBatch& facts) {
  std::vector<FactId> found;
  for (const FactBatch::Short& entry : facts.shorts) {
    const std::optional<HoldingIndex::Content> content = index.content_of(entry.key, 0);
    if (!content) continue;
    const Symbol& holder = facts.names[entry.name].name;
    if (const std::optional<FactId> fact = index.latest(holder, index.table().key(content->key))) found.push_back(*fact);
  }
  return found;
}

}  // namespace fleetsim::core
