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

core::SharedBytes repeat_claims(const core::SharedBytes& message, core::SharedBytes& first) {
  const core::Result<core::WireMessage> decoded = core::decode_message(*message);
  const auto* facts = decoded ? std::get_if<core::IndexFacts>(&*decoded) : nullptr;
  if (facts == nullptr) return message;
  if (first == nullptr) first = message;
  core::Result<core::WireMessage> again = core::decode_message(*first);
  std::get<core::IndexFacts>(*again).answer_wanted = facts->answer_wanted;
  return core::share(core::encode_message(*again));
}

core::SharedBytes drop_claims(const core::SharedBytes& message, const core::Symbol& self,
                              const std::optional<core::ContentKey>& key) {
  core::Result<core::WireMessage> decoded = core::decode_message(*message);
  auto* facts = decoded ? std::get_if<core::IndexFacts>(&*decoded) : nullptr;
  if (facts == nullptr) return message;
  const auto listed = std::ranges::find(facts->names, self, &core::IndexFacts::Name::name);
  const auto name = static_cast<std::uint32_t>(listed - facts->names.begin());
  std::vector<core::IndexFacts::KeyHolders> keys;
  std::vector<core::IndexFacts::Said> holders;
  auto said = facts->holders.begin();
  for (core::IndexFacts::KeyHolders entry : facts->keys) {
    const auto end = said + entry.count;
    entry.count = 0;
    for (; said != end; ++said) {
      const bool claim = said->name == name && said->version % 2 == 1 && (!key || entry.key == *key);
      if (claim) continue;
      holders.push_back(*said);
      ++entry.count;
    }
    if (entry.count > 0) keys.push_back(entry);
  }
  if (holders.size() == facts->holders.size()) return message;
  facts->keys = std::move(keys);
  facts->holders = std::move(holders);
  return core::share(core::encode_message(*decoded));
}

core::SharedBytes add_claims(const core::SharedBytes& message, const core::Symbol& self,
                             std::span<const core::ContentKey> keys) {
  core::Result<core::WireMessage> decoded = core::decode_message(*message);
  auto* facts = decoded ? std::get_if<core::IndexFacts>(&*decoded) : nullptr;
  if (facts == nullptr) return message;
  const auto listed = std::ranges::find(facts->names, self, &core::IndexFacts::Name::name);
  const auto name = static_cast<std::uint32_t>(listed - facts->names.begin());
  // In the first epoch of its first life, unless the honest node on it says another.
  if (name == facts->names.size()) facts->names.push_back({self, core::first_epoch(1)});
  for (const core::ContentKey& key : keys) {
    facts->keys.push_back({key, 1});
    facts->holders.push_back({.name = name});
  }
  // Another set of facts has another root; a receiver that already knows this one would not look.
  facts->index_size += keys.size();
  facts->index_root[0] ^= 1;
  return core::share(core::encode_message(*decoded));
}

}  // namespace fleetsim::sim
