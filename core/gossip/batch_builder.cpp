#include "core/gossip/batch_builder.h"

namespace fleetsim::core {

std::uint32_t BatchBuilder::name_of(HolderId holder, std::uint64_t epoch) {
  std::vector<std::uint32_t>& places = names_[holder];
  for (const std::uint32_t place : places)
    if (batch_.names[place].epoch == epoch) return place;
  const auto place = static_cast<std::uint32_t>(batch_.names.size());
  places.push_back(place);
  const Symbol& name = table_->holder(holder);
  batch_.names.push_back({name, epoch});
  bytes_ += name.name.size() + (name.ns ? name.ns->size() + 1 : 0) + 7;
  return place;
}

std::uint32_t BatchBuilder::reply_of(FactId fact) {
  const std::uint32_t place = table_->reply_place(fact);
  if (place == 0) return 0;
  const auto [entry, added] = replies_.try_emplace(place, static_cast<std::uint32_t>(batch_.replies.size() + 1));
  if (added) {
    batch_.replies.push_back(table_->stamp(fact).reply);
    bytes_ += sizeof(Digest);
  }
  return entry->second;
}

void BatchBuilder::add(FactId fact, bool compact) {
  const FactStamp stamp = table_->stamp(fact);
  const std::uint32_t name = name_of(table_->holder_of(fact), stamp.epoch);
  if (table_->is_epoch(fact)) return;
  const ContentKey& key = table_->key(table_->key_of(fact));
  if (compact) {
    batch_.shorts.push_back({name, stamp.version, key_prefix(key), reply_prefix(stamp.reply)});
    bytes_ += 15;
    return;
  }
  if (batch_.keys.empty() || batch_.keys.back().key != key) {
    batch_.keys.push_back({key, 0});
    bytes_ += 33;
  }
  ++batch_.keys.back().count;
  batch_.holders.push_back({name, stamp.version, reply_of(fact)});
  bytes_ += 4;
}

FactBatch BatchBuilder::take() {
  FactBatch batch = std::exchange(batch_, {});
  names_.clear();
  replies_.clear();
  bytes_ = 0;
  return batch;
}

}  // namespace fleetsim::core
