#include "core/wire/fact_batch.h"

#include <utility>

#include "core/wire/symbol_bytes.h"

namespace fleetsim::core {

std::uint64_t key_prefix(const ContentKey& key) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) prefix = (prefix << 8) | key.digest()[i];
  return prefix;
}

std::uint32_t reply_prefix(const Digest& reply) {
  if (reply == Digest{}) return 0;
  std::uint32_t prefix = 0;
  for (std::size_t i = 0; i < 4; ++i) prefix = (prefix << 8) | reply[i];
  return prefix == 0 ? 1 : prefix;
}

void write(ByteWriter& out, const FactBatch& batch) {
  out.varuint(batch.names.size());
  for (const FactBatch::Name& entry : batch.names) {
    write_symbol(out, entry.name);
    out.varuint(entry.epoch);
  }
  out.varuint(batch.replies.size());
  for (const Digest& reply : batch.replies) out.raw(ByteView(reply));
  out.varuint(batch.keys.size());
  auto holder = batch.holders.begin();
  for (const FactBatch::KeyHolders& entry : batch.keys) {
    out.raw(ByteView(entry.key.digest()));
    out.varuint(entry.count);
    for (std::uint32_t i = 0; i < entry.count; ++i, ++holder) {
      out.varuint(holder->name);
      out.varuint(holder->version);
      out.varuint(holder->reply);
    }
  }
  out.varuint(batch.shorts.size());
  for (const FactBatch::Short& fact : batch.shorts) {
    out.varuint(fact.name);
    out.varuint(fact.version);
    out.u64_le(fact.key);
    out.u32_le(fact.reply);
  }
}

FactBatch read_fact_batch(ByteReader& in) {
  FactBatch batch;
  const std::uint64_t names = in.count(3);
  batch.names.reserve(names);
  for (std::uint64_t i = 0; i < names && in.ok(); ++i) {
    Symbol name = read_symbol(in);
    const std::uint64_t epoch = in.varuint();
    batch.names.push_back({std::move(name), epoch});
  }
  // A name out of range, or a version that no holder gives.
  const auto wrong = [&](std::uint64_t name, std::uint64_t version) {
    return name >= batch.names.size() || version == 0 || version > UINT32_MAX;
  };
  const std::uint64_t replies = in.count(sizeof(Digest));
  batch.replies.reserve(replies);
  for (std::uint64_t i = 0; i < replies && in.ok(); ++i) batch.replies.push_back(in.digest());
  const std::uint64_t keys = in.count(sizeof(Digest) + 4);
  batch.keys.reserve(keys);
  for (std::uint64_t i = 0; i < keys && in.ok(); ++i) {
    const ContentKey key = ContentKey::from_digest(in.digest());
    const std::uint64_t count = in.count(3);
    if (count == 0) in.fail();
    batch.keys.push_back({key, static_cast<std::uint32_t>(count)});
    for (std::uint64_t h = 0; h < count && in.ok(); ++h) {
      const std::uint64_t name = in.varuint();
      const std::uint64_t version = in.varuint();
      const std::uint64_t reply = in.varuint();
      if (wrong(name, version) || reply > batch.replies.size()) in.fail();
      batch.holders.push_back({static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(version),
                               static_cast<std::uint32_t>(reply)});
    }
  }
  const std::uint64_t shorts = in.count(14);
  batch.shorts.reserve(shorts);
  for (std::uint64_t i = 0; i < shorts && in.ok(); ++i) {
    const std::uint64_t name = in.varuint();
    const std::uint64_t version = in.varuint();
    const std::uint64_t key = in.u64_le();
    const std::uint32_t reply = in.u32_le();
    if (wrong(name, version)) in.fail();
    batch.shorts.push_back({static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(version), key, reply});
  }
  return batch;
}

}  // namespace fleetsim::core
