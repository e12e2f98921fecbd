#include "core/wire/gossip_frame.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/wire/message.h"
#include "tests/support/contents.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::SplitMix;

FactBatch random_batch(SplitMix& random, bool with_keys = true) {
  FactBatch batch;
  const std::uint64_t names = 1 + random.below(4);
  for (std::uint64_t i = 0; i < names; ++i) {
    Symbol name = Symbol::unqualified("n" + std::to_string(i));
    if (random.below(3) == 0) name.ns = "space";
    batch.names.push_back({name, random.next() >> random.below(64)});
  }
  for (std::uint64_t i = random.below(3); i > 0; --i) batch.replies.push_back(tests::random_key(random).digest());
  const auto name = [&] { return static_cast<std::uint32_t>(random.below(names)); };
  const auto version = [&] { return 1 + static_cast<std::uint32_t>(random.below(UINT32_MAX)); };
  for (std::uint64_t i = with_keys ? random.below(5) : 0; i > 0; --i) {
    batch.keys.push_back({tests::random_key(random), 1 + static_cast<std::uint32_t>(random.below(3))});
    for (std::uint32_t said = 0; said < batch.keys.back().count; ++said)
      batch.holders.push_back({name(), version(), static_cast<std::uint32_t>(random.below(batch.replies.size() + 1))});
  }
  for (std::uint64_t i = random.below(4); i > 0; --i)
    batch.shorts.push_back({name(), version(), random.next(), static_cast<std::uint32_t>(random.next())});
  return batch;
}

IndexState random_state(SplitMix& random) {
  IndexState state{random.next() >> random.below(64), {}};
  for (std::uint8_t& byte : state.root) byte = static_cast<std::uint8_t>(random.next());
  return state;
}

std::vector<ItemId> random_items(SplitMix& random) {
  std::vector<ItemId> items;
  for (std::uint64_t i = random.below(20); i > 0; --i) items.push_back(random.next());
  std::ranges::sort(items);
  return items;
}

GossipFrame random_frame(SplitMix& random) {
  const ExchangeId exchange = random.next();
  switch (random.below(kGossipFrameKinds)) {
    case 0:
      return Rumor{random_batch(random)};
    case 1:
      return Unresolved{random_batch(random, false)};
    case 2:
      return SyncOpen{exchange, random_state(random)};
    case 3:
      return IndexWanted{exchange};
    case 4: {
      SyncVersions versions{exchange, static_cast<SyncVersions::Leg>(random.below(3)), {}};
      for (std::uint64_t i = 0; i < random.below(5); ++i)
        versions.authors.push_back({Symbol::unqualified("n" + std::to_string(i)), random.next(),
                                    static_cast<std::uint32_t>(random.next()), random.next(), random.next()});
      return versions;
    }
    case 5: {
      SyncSymbols symbols{exchange, random_state(random), random.below(1000), {}};
      for (std::uint64_t i = random.below(9); i > 0; --i)
        symbols.symbols.push_back({random.next(), random.next(), static_cast<std::int64_t>(random.next())});
      return symbols;
    }
    case 6: {
      SymbolsWanted wanted{exchange, random_state(random).root, random.next(), {}};
      for (const ItemId item : random_items(random)) wanted.estimate.insert(item);
      return wanted;
    }
    case 7:
      return SyncRanges{exchange, whole_range(random_items(random))};
    case 8: {
      SyncBloom bloom{exchange, random.below(2) == 0, BloomFilter(20, BloomFilter::kBitsPerTenItems, exchange)};
      for (const ItemId item : random_items(random)) bloom.filter.insert(item);
      return bloom;
    }
    case 9:
      return SyncFacts{exchange, random_batch(random), random_items(random)};
    default: {
      TreeFrame tree{.kind = TreeFrameKind::graft};
      for (std::uint64_t i = random.below(9); i > 0; --i) tree.ids.push_back({exchange, i});
      return tree;
    }
  }
}

TEST(GossipFrameTest, EveryKindComesBackAsItWas) {
  std::vector<bool> seen(kGossipFrameKinds);
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    SplitMix random(seed);
    const WireMessage message = random_frame(random);
    seen[std::get<GossipFrame>(message).index()] = true;
    const Bytes bytes = encode_message(message);
    const Result<WireMessage> back = decode_message(bytes);
    ASSERT_TRUE(back) << seed;
    EXPECT_EQ(*back, message) << seed;
    EXPECT_STREQ(kind_name(ByteView(bytes)), kind_name(message));
  }
  EXPECT_EQ(seen, std::vector<bool>(kGossipFrameKinds, true));
}

// What is cut off, or has a byte too many, is no frame.
TEST(GossipFrameTest, APartOfAFrameIsRefused) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SplitMix random(seed);
    ByteWriter out;
    write(out, random_frame(random));
    const Bytes whole = std::move(out).take();
    for (std::size_t size = 0; size <= whole.size() + 1; ++size) {
      Bytes part = whole;
      part.resize(size, 0);
      ByteReader in(part);
      read_gossip_frame(in);
      EXPECT_EQ(in.finished(), size == whole.size()) << "seed " << seed << ", " << size << " of " << whole.size();
    }
  }
}

TEST(GossipFrameTest, AnyBytesAreReadInTimeAndMemory) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SplitMix random(seed);
    Bytes bytes(1 + random.below(120));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    bytes[0] = static_cast<std::uint8_t>(random.below(kGossipFrameKinds + 1));
    ByteReader in(bytes);
    read_gossip_frame(in);
  }
}

TEST(GossipFrameTest, AuthorsOutOfOrderAndItemsTwiceAreRefused) {
  const auto refused = [](const GossipFrame& frame) {
    ByteWriter out;
    write(out, frame);
    ByteReader in(out.view());
    read_gossip_frame(in);
    return !in.finished();
  };
  const AuthorVersion a{.name = Symbol::unqualified("a")};
  const AuthorVersion b{.name = Symbol::unqualified("b")};
  EXPECT_FALSE(refused(SyncVersions{1, SyncVersions::Leg::all, {a, b}}));
  EXPECT_TRUE(refused(SyncVersions{1, SyncVersions::Leg::all, {b, a}}));
  EXPECT_TRUE(refused(SyncVersions{1, SyncVersions::Leg::all, {a, a}}));
  EXPECT_FALSE(refused(SyncFacts{1, {}, {1, 2}}));
  EXPECT_TRUE(refused(SyncFacts{1, {}, {2, 2}}));
  FactBatch full;
  full.names = {{Symbol::unqualified("a"), 0}};
  full.keys = {{key_of("k"), 1}};
  full.holders = {{0, 1, 0}};
  EXPECT_TRUE(refused(Unresolved{full}));
}

// Pinned: nodes of two versions talk to each other.
TEST(GossipFrameTest, ARumorHasTheseBytes) {
  FactBatch batch;
  batch.names = {{Symbol::unqualified("a"), 0x100000000}};
  Digest digest{};
  digest[0] = 1;
  batch.keys = {{ContentKey::from_digest(digest), 1}};
  batch.holders = {{0, 3, 0}};
  batch.shorts = {{0, 5, key_prefix(ContentKey::from_digest(digest)), 0}};
  ByteWriter out;
  write(out, GossipFrame(Rumor{batch}));
  const std::string key = "01" + std::string(62, '0');
  EXPECT_EQ(to_hex(out.view()), "00" "01" "00" "0161" "8080808010" "00" "01" + key + "01" "00" "03" "00" "01" "00" "05"
                                "0000000000000001" "00000000");
}

TEST(GossipFrameTest, EveryKindHasAClass) {
  EXPECT_EQ(gossip_class(Rumor{}), GossipClass::payload);
  EXPECT_EQ(gossip_class(SyncFacts{}), GossipClass::payload);
  EXPECT_EQ(gossip_class(SyncOpen{}), GossipClass::digest);
  EXPECT_EQ(gossip_class(SyncBloom{}), GossipClass::digest);
  EXPECT_EQ(gossip_class(SymbolsWanted{}), GossipClass::control);
  EXPECT_EQ(gossip_class(Unresolved{}), GossipClass::control);
}

TEST(FactBatchTest, PrefixesTellNothingFromSomething) {
  Digest digest{};
  EXPECT_EQ(reply_prefix(digest), 0u);
  digest[31] = 1;
  EXPECT_EQ(reply_prefix(digest), 1u);
  digest[0] = 0xAB;
  EXPECT_EQ(reply_prefix(digest), 0xAB000000u);
  EXPECT_EQ(key_prefix(ContentKey::from_digest(digest)), 0xAB00000000000000u);
}

}  // namespace
}  // namespace fleetsim::core
