#include "core/store/fact_set.h"

#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

std::vector<FactId> ids_of(const FactSet& set) {
  std::vector<FactId> ids;
  set.for_each([&](FactId id) { ids.push_back(id); });
  return ids;
}

std::vector<FactId> ids_of(const std::set<FactId>& set) {
  return {set.begin(), set.end()};
}

// Around the edges of words and bitmaps, near the start and far away.
FactId random_id(SplitMix& random) {
  static constexpr FactId places[] = {0, 63, 64, 4095, 4096, 65'535, 65'536, 100'000};
  const FactId place = places[random.below(std::size(places))];
  return place + static_cast<FactId>(random.below(3));
}

TEST(FactSetTest, DoesWhatAStdSetDoes) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    FactSet set;
    std::set<FactId> model;
    for (int i = 0; i < 200; ++i) {
      const FactId id = random_id(random);
      if (random.below(3) == 0)
        EXPECT_EQ(set.erase(id), model.erase(id) == 1);
      else
        EXPECT_EQ(set.insert(id), model.insert(id).second);
      const FactId probe = random_id(random);
      EXPECT_EQ(set.contains(probe), model.contains(probe));
      ASSERT_EQ(set.size(), model.size());
    }
    EXPECT_EQ(ids_of(set), ids_of(model));
  }
}

// Every form of a bitmap, and the ways from one to another: ranges come and go, dense and thin, with other sets merged in.
TEST(FactSetTest, DoesWhatAStdSetDoesInEveryFormOfABitmap) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    FactSet set;
    std::set<FactId> model;
    for (int i = 0; i < 14; ++i) {
      const auto begin = static_cast<FactId>(random.below(140'000));
      const auto count = static_cast<FactId>(random.below(random.below(2) == 0 ? 200 : 9'000));
      const auto step = static_cast<FactId>(1 + random.below(4));
      FactSet others;
      std::set<FactId> fresh;
      const std::uint64_t what = random.below(3);
      for (FactId n = 0; n < count; ++n) {
        // Scattered, so that no order of insertion is special.
        const FactId id = begin + n * 40'503 % (count + 1) * step;
        if (what == 0) {
          ASSERT_EQ(set.erase(id), model.erase(id) == 1);
        } else if (what == 1) {
          ASSERT_EQ(set.insert(id), model.insert(id).second);
        } else if (others.insert(id) && model.insert(id).second) {
          fresh.insert(id);
        }
      }
      std::vector<FactId> added;
      set.merge(others, [&](FactId id) { added.push_back(id); });
      ASSERT_EQ(added, ids_of(fresh));
      ASSERT_EQ(set.size(), model.size());
      for (int n = 0; n < 100; ++n) {
        const auto probe = static_cast<FactId>(random.below(150'000));
        ASSERT_EQ(set.contains(probe), model.contains(probe));
      }
      const FactSet copy = set;
      ASSERT_EQ(ids_of(copy), ids_of(model));
      const std::optional<FactSet> made = FactSet::made_of(set.few(), {set.parts().begin(), set.parts().end()});
      ASSERT_TRUE(made && *made == set);
    }
  }
}

TEST(FactSetTest, PartsThatAreNoSetAreRefused) {
  const auto chunk = [](std::initializer_list<FactChunk::Offset> offsets) {
    auto made = std::make_shared<FactChunk>();
    for (const FactChunk::Offset offset : offsets) made->insert(offset);
    return made;
  };
  const std::vector<FactId> none;
  EXPECT_EQ(FactSet::made_of(none, {{1, chunk({2})}, {3, chunk({0})}})->size(), 2u);
  EXPECT_EQ(ids_of(*FactSet::made_of(std::vector<FactId>{3, 9}, {})), (std::vector<FactId>{3, 9}));
  EXPECT_FALSE(FactSet::made_of(std::vector<FactId>{9, 3}, {}));
  EXPECT_FALSE(FactSet::made_of(std::vector<FactId>{3, 3}, {}));
  EXPECT_FALSE(FactSet::made_of(std::vector<FactId>(FactSet::kFew + 1), {}));
  EXPECT_FALSE(FactSet::made_of(std::vector<FactId>{1}, {{1, chunk({2})}})) << "few and many";
  EXPECT_FALSE(FactSet::made_of(none, {{3, chunk({2})}, {1, chunk({0})}}));
  EXPECT_FALSE(FactSet::made_of(none, {{3, chunk({2})}, {3, chunk({0})}}));
  EXPECT_FALSE(FactSet::made_of(none, {{1, chunk({})}}));
  EXPECT_FALSE(FactSet::made_of(none, {{1, nullptr}}));
  EXPECT_FALSE(FactSet::made_of(none, {{1U << 16, chunk({2})}}));
}

TEST(FactSetTest, MergingIsUnionAndNamesTheNewIdsAscending) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    SplitMix random(seed);
    FactSet mine;
    FactSet theirs;
    std::set<FactId> model;
    std::set<FactId> fresh;
    for (std::uint64_t i = random.below(40); i > 0; --i) {
      const FactId id = random_id(random);
      mine.insert(id);
      model.insert(id);
    }
    for (std::uint64_t i = random.below(40); i > 0; --i) {
      const FactId id = random_id(random);
      theirs.insert(id);
      if (!model.contains(id)) fresh.insert(id);
    }
    const std::vector<FactId> before = ids_of(theirs);
    std::vector<FactId> added;
    mine.merge(theirs, [&](FactId id) { added.push_back(id); });
    model.insert(fresh.begin(), fresh.end());
    EXPECT_EQ(added, ids_of(fresh));
    EXPECT_EQ(ids_of(mine), ids_of(model));
    EXPECT_EQ(mine.size(), model.size());
    EXPECT_EQ(ids_of(theirs), before);
  }
}

TEST(FactSetTest, SetsAreEqualByTheirMembersWhateverTheirPast) {
  FactSet a;
  FactSet b;
  a.insert(1);
  b.insert(1);
  b.insert(100'000);
  EXPECT_NE(a, b);
  b.erase(100'000);
  EXPECT_EQ(a, b);
  EXPECT_EQ(b, a);
  b.erase(1);
  b.insert(2);
  EXPECT_NE(a, b) << "as many, but others";
}

TEST(FactSetTest, ACopyAndItsOriginalDoNotSeeEachOther) {
  FactSet original;
  for (FactId id = 0; id < 10'000; id += 7) original.insert(id);
  FactSet copy = original;
  copy.insert(1);
  copy.erase(7);
  EXPECT_FALSE(original.contains(1));
  EXPECT_TRUE(original.contains(7));
  original.insert(2);
  original.erase(0);
  EXPECT_FALSE(copy.contains(2));
  EXPECT_TRUE(copy.contains(0));
}

TEST(FactSetTest, AfterAMergeThatMadeThemEqualTwoSetsStillDoNotSeeEachOther) {
  FactSet a;
  FactSet b;
  a.insert(1);
  b.insert(1);
  b.insert(2);
  a.merge(b, [](FactId) {});  // from here on they have their bitmap in common
  ASSERT_EQ(a, b);
  b.insert(3);
  a.erase(1);
  EXPECT_EQ(ids_of(a), (std::vector<FactId>{2}));
  EXPECT_EQ(ids_of(b), (std::vector<FactId>{1, 2, 3}));
}

// What makes a fleet of a thousand nodes affordable: nodes that know the same keep it once.
TEST(FactSetTest, BitmapsThatBecameEqualByMergingAreShared) {
  FactSet a;
  FactSet b;
  for (FactId id = 0; id < 3 * 65'536; ++id) (id % 2 == 0 ? a : b).insert(id);
  EXPECT_EQ(a.chunks_shared_with(b), 0u);
  a.merge(b, [](FactId) {});
  b.merge(a, [](FactId) {});
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.chunks_shared_with(b), 3u);
  b.insert(65'536 * 3);
  EXPECT_EQ(a.chunks_shared_with(b), 3u);
  b.erase(0);
  EXPECT_EQ(a.chunks_shared_with(b), 2u) << "what is changed is copied first";
}

TEST(FactSetTest, FewIdsTakeNoMemoryOfTheirOwnWhereverTheyAre) {
  FactSet set;
  for (const FactId id : {0u, 5u, 70'000u, 4'000'000'000u}) set.insert(id);
  EXPECT_TRUE(set.parts().empty());
  EXPECT_EQ(set.memory(), sizeof(FactSet));
  EXPECT_LE(sizeof(FactSet), 48u);
}

TEST(FactSetTest, IdsThatFollowEachOtherAreKeptAsRuns) {
  FactSet set;
  for (FactId id = 0; id < 12'288; ++id) set.insert(id * 7 % 12'288);
  EXPECT_EQ(set.size(), 12'288u);
  EXPECT_LT(set.memory(), 512u);
}

TEST(FactSetTest, MergingIntoItselfChangesNothing) {
  FactSet set;
  set.insert(5);
  set.merge(set, [](FactId) { FAIL(); });
  EXPECT_EQ(ids_of(set), (std::vector<FactId>{5}));
}

}  // namespace
}  // namespace fleetsim::core
