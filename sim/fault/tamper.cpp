#include "sim/fault/tamper.h"

#include <algorithm>

#include "core/store/fact_stamp.h"
#include "core/wire/message.h"

namespace fleetsim::sim {

core::SharedBytes flip_bit(const core::Bytes& message, std::uint64_t bit) {
  core::Bytes flipped = message;
  std::uint8_t& byte = flipped.at(static_cast<std::size_t>(bit / 8));
  byte = static_cast<std::uint8_t>(byte ^ (1u << (bit % 8)));
  return core::share(std::move(flipped));
}

core::SharedBytes swap_reply(const core::SharedBytes& message, const core::StoredReply& other) {
  core::Result<core::WireMessage> decoded = core::decode_message(*message);
  auto* found = decoded ? std::get_if<core::Found>(&*decoded) : nullptr;
  if (found == nullptr) return message;
  found->reply = other.bytes();
  return core::share(core::encode_message(*decoded));
}

namespace {

// The facts that a message of gossip carries; null: it is of another kind.
core::FactBatch* facts_of(core::WireMessage& message) {
  if (auto* index = std::get_if<core::IndexFacts>(&message)) return &index->facts;
  auto* frame = std::get_if<core::GossipFrame>(&message);
  return frame == nullptr ? nullptr : core::facts_of(*frame);
}

// Drops the facts of which keep(name, version, key prefix, key, reply) does not hold; the key is null where only its
// beginning is said. Whether there were any.
template <class Keep>
bool filter(core::FactBatch& facts, Keep keep) {
  const std::uint64_t before = facts.facts();
  std::vector<core::FactBatch::KeyHolders> keys;
  std::vector<core::FactBatch::Said> holders;
  auto said = facts.holders.begin();
  for (core::FactBatch::KeyHolders entry : facts.keys) {
    const auto end = said + entry.count;
    entry.count = 0;
    for (; said != end; ++said) {
      const core::Digest reply = said->reply == 0 ? core::Digest{} : facts.replies[said->reply - 1];
      if (!keep(facts.names[said->name], said->version, core::key_prefix(entry.key), &entry.key, &reply)) continue;
      holders.push_back(*said);
      ++entry.count;
    }
    if (entry.count > 0) keys.push_back(entry);
  }
  std::erase_if(facts.shorts, [&](const core::FactBatch::Short& fact) {
    return !keep(facts.names[fact.name], fact.version, fact.key, nullptr, nullptr);
  });
  facts.keys = std::move(keys);
  facts.holders = std::move(holders);
  return facts.facts() != before;
}

}  // namespace

core::SharedBytes drop_news(const core::SharedBytes& message, const core::FactTable& table, const core::FactSet& known) {
  core::Result<core::WireMessage> decoded = core::decode_message(*message);
  core::FactBatch* facts = decoded ? facts_of(*decoded) : nullptr;
  if (facts == nullptr) return message;
  const bool changed = filter(*facts, [&](const core::FactBatch::Name& name, std::uint32_t version, std::uint64_t prefix,
                                          const core::ContentKey* key, const core::Digest* reply) {
    bool old = false;
    table.for_each_key_from(prefix, [&](core::KeyId id) {
      if (key != nullptr && table.key(id) != *key) return;
      for (const core::FactId fact : table.facts_of(id)) {
        const core::FactStamp stamp = table.stamp(fact);
        old = old || (known.contains(fact) && table.holder(table.holder_of(fact)) == name.name &&
                      stamp.epoch == name.epoch && stamp.version == version && (reply == nullptr || stamp.reply == *reply));
      }
    });
    return old;
  });
  return changed ? core::share(core::encode_message(*decoded)) : message;
}

core::SharedBytes drop_claims(const core::SharedBytes& message, const core::Symbol& self,
                              const std::optional<core::ContentKey>& key) {
  core::Result<core::WireMessage> decoded = core::decode_message(*message);
  core::FactBatch* facts = decoded ? facts_of(*decoded) : nullptr;
  if (facts == nullptr) return message;
  const bool changed = filter(*facts, [&](const core::FactBatch::Name& name, std::uint32_t version, std::uint64_t prefix,
                                          const core::ContentKey*, const core::Digest*) {
    return name.name != self || version % 2 == 0 || (key && prefix != core::key_prefix(*key));
  });
  return changed ? core::share(core::encode_message(*decoded)) : message;
}

core::SharedBytes add_claims(const core::SharedBytes& message, const core::Symbol& self,
                             std::span<const core::ContentKey> keys) {
  core::Result<core::WireMessage> decoded = core::decode_message(*message);
  if (!decoded) return message;
  // Whoever opens an exchange says no facts; a liar says its lies instead.
  if (auto* frame = std::get_if<core::GossipFrame>(&*decoded); frame && std::holds_alternative<core::SyncOpen>(*frame))
    *frame = core::Rumor{};
  core::FactBatch* facts = facts_of(*decoded);
  if (facts == nullptr) return message;
  const auto listed = std::ranges::find(facts->names, self, &core::FactBatch::Name::name);
  const auto name = static_cast<std::uint32_t>(listed - facts->names.begin());
  // In the first epoch of its first life, unless the honest node on it says another.
  if (name == facts->names.size()) facts->names.push_back({self, core::first_epoch(1)});
  for (const core::ContentKey& key : keys) {
    facts->keys.push_back({key, 1});
    facts->holders.push_back({.name = name});
  }
  if (auto* index = std::get_if<core::IndexFacts>(&*decoded)) {
    // Another set of facts has another root; a receiver that already knows this one would not look.
    index->index_size += keys.size();
    index->index_root[0] ^= 1;
  }
  return core::share(core::encode_message(*decoded));
}

}  // namespace fleetsim::sim
