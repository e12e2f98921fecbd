#include "sim/archive/core_codecs.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/store/fact_set.h"
#include "tests/support/random_expr.h"
#include "tests/support/saved.h"

namespace fleetsim::sim {
namespace {

using core::Expr;

using tests::loaded;
using tests::saved;

TEST(CoreCodecsTest, ExpressionsComeBackInTheirOwnOrder) {
  tests::SplitMix random(1);
  for (int i = 0; i < 500; ++i) {
    const Expr expr = tests::random_expr(random, 5);
    const core::Bytes bytes = saved(expr);
    const Expr back = loaded<Expr>(bytes);
    EXPECT_EQ(back, expr);
    EXPECT_EQ(saved(back), bytes);
  }
}

TEST(CoreCodecsTest, ExpressionsMayBeDeeperThanAnyOtherCodecAllows) {
  const Expr deep = tests::tower(50'000);
  const core::Bytes bytes = saved(deep);
  EXPECT_EQ(saved(loaded<Expr>(bytes)), bytes);
}

TEST(CoreCodecsTest, ExpressionsWithoutTheirChildrenAreRefused) {
  const auto kind = [](Expr::Kind each) { return static_cast<std::uint8_t>(each); };
  EXPECT_THROW(Loader(core::Bytes{0}).read<Expr>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{2, 0, 0}).read<Expr>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{1, kind(Expr::Kind::list), 1}).read<Expr>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{2, 0, kind(Expr::Kind::map), 1}).read<Expr>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{1, kind(Expr::Kind::call), 0}).read<Expr>(), Unreadable);
  EXPECT_THROW(Loader(core::Bytes{1, 200}).read<Expr>(), Unreadable);
}

TEST(CoreCodecsTest, ARepliesBytesAreSharedByAllWhoHoldIt) {
  const core::StoredReply reply = *core::StoredReply::encode(core::text_reply(std::string(1000, 'x')));
  const core::Bytes bytes = saved(std::vector<core::StoredReply>{reply, reply});
  EXPECT_LT(bytes.size(), 1100U);
  const auto back = loaded<std::vector<core::StoredReply>>(bytes);
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0], reply);
  EXPECT_EQ(back[0].bytes(), back[1].bytes());
}

TEST(CoreCodecsTest, AReplyThatIsNoneIsRefused) {
  EXPECT_THROW(loaded<core::StoredReply>(saved(core::share({1, 2, 3}))), Unreadable);
}

TEST(CoreCodecsTest, ATableOfFactsComesBackWithTheSameIds) {
  core::FactTable table;
  const auto name = [](int i) { return core::Symbol::unqualified("n" + std::to_string(i)); };
  const auto key = [](std::uint8_t i) { return core::ContentKey::from_digest(core::Digest{i}); };
  for (int i = 0; i < 40; ++i) {
    const auto small = static_cast<std::uint8_t>(i % 7);
    table.fact_id(table.holder_id(name(i * 17 % 11)), table.key_id(key(small)),
                  {static_cast<std::uint64_t>(i % 3), static_cast<std::uint32_t>(i), core::Digest{small}});
    table.epoch_id(table.holder_id(name(i % 5)), static_cast<std::uint64_t>(i));
  }
  const auto back = loaded<core::FactTable>(saved(table));
  ASSERT_EQ(back.facts(), table.facts());
  ASSERT_EQ(back.keys(), table.keys());
  ASSERT_EQ(back.holders(), table.holders());
  EXPECT_EQ(back.stamped(), table.stamped());
  for (core::FactId id = 0; id < table.facts(); ++id) {
    EXPECT_EQ(back.hash(id), table.hash(id));
    EXPECT_EQ(back.stamp(id), table.stamp(id));
    EXPECT_EQ(back.key_of(id), table.key_of(id));
    EXPECT_EQ(back.holder_of(id), table.holder_of(id));
  }
  for (core::KeyId id = 0; id < table.keys(); ++id)
    EXPECT_TRUE(std::ranges::equal(back.facts_of(id), table.facts_of(id)));
}

TEST(CoreCodecsTest, BitmapsOfSetsAreSharedAgain) {
  core::FactSet set;
  for (core::FactId id = 0; id < 20'000; id += 3) set.insert(id);
  set.insert(90'000);
  core::FactSet few;
  for (const core::FactId id : {7U, 5U, 3'000'000'000U}) few.insert(id);
  const std::vector<core::FactSet> sets{set, set, core::FactSet(), few};
  const core::Bytes bytes = saved(sets);
  EXPECT_LT(bytes.size(), std::size_t{2 * 6'667 + 100}) << "each bitmap once";
  auto back = loaded<std::vector<core::FactSet>>(bytes);
  ASSERT_EQ(back.size(), 4U);
  EXPECT_EQ(back[0], set);
  EXPECT_EQ(back[0].chunks_shared_with(back[1]), 2U);
  EXPECT_TRUE(back[1].insert(1));
  EXPECT_FALSE(back[0].contains(1));
  EXPECT_EQ(back[2].size(), 0U);
  EXPECT_EQ(back[3], few);
}

TEST(CoreCodecsTest, ASetThatIsNoneIsRefused) {
  core::FactSet set;
  for (core::FactId id = 0; id < 200'000; id += 50) set.insert(id);
  const core::Bytes good = saved(set);
  EXPECT_EQ(loaded<core::FactSet>(good), set);
  for (std::size_t i = 0; i < 60; ++i) {
    core::Bytes bad = good;
    bad.at(i * good.size() / 60) ^= 0xff;
    Loader loader(bad);
    try {
      const auto other = loader.read<core::FactSet>();
      std::uint64_t ids = 0;
      other.for_each([&](core::FactId id) { ids += other.contains(id) ? 1U : 0U; });
      EXPECT_EQ(ids, other.size());
    } catch (const Unreadable&) {
      SUCCEED();
    }
  }
  EXPECT_THROW(loaded<core::FactSet>(core::Bytes(good.begin(), good.begin() + 100)), Unreadable);
}

TEST(CoreCodecsTest, AStreamComesBackWithItsPacketsAndTicks) {
  const core::StreamMetadata metadata{
      .id = core::Symbol::qualified("a", "b"),
      .media = core::StreamMedia::data,
      .direction = core::StreamDirection::duplex,
      .clock = core::Symbol::unqualified("c"),
      .buffer = *core::BufferPolicy::make(7, core::BufferOverflowPolicy::drop_oldest)};
  const core::StreamItem with_ticks{core::DataPacket{core::Symbol::unqualified("k"), Expr::string("x")},
                                    {{core::Symbol::unqualified("beat"), core::clock_index(3)}}};
  const core::StreamItem sound{*core::PcmPacket::make(2, 1, std::vector<std::int16_t>{-5, 300}), {}};
  const core::StreamItem notes{*core::MidiPacket::make({{.ticks = -4, .tpq = 96, .bytes = {0x90, 1, 2}}}),
                               {}};
  const core::StreamItem said{core::StreamDiagnostic{core::Symbol::unqualified("d"), "m"}, {}};
  core::StreamValue stream = core::StreamValue::pull(metadata, {with_ticks, sound, notes, said});
  EXPECT_EQ(loaded<core::StreamValue>(saved(stream)), stream);
  stream.next();
  EXPECT_EQ(loaded<core::StreamValue>(saved(stream)), stream);
}

}  // namespace
}  // namespace fleetsim::sim
