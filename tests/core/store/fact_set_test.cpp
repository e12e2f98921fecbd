#include "core/store/fact_set.h"

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

// Around the edges of words and pages, near the start and far away.
FactId random_id(SplitMix& random) {
  static constexpr FactId places[] = {0, 63, 64, 4095, 4096, 8191, 8192, 100'000};
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
  a.merge(b, [](FactId) {});  // from here on they have their page in common
  ASSERT_EQ(a, b);
  b.insert(3);
  a.erase(1);
  EXPECT_EQ(ids_of(a), (std::vector<FactId>{2}));
  EXPECT_EQ(ids_of(b), (std::vector<FactId>{1, 2, 3}));
}

// What makes a fleet of a thousand nodes affordable: nodes that know the same keep it once.
TEST(FactSetTest, PagesThatBecameEqualByMergingAreShared) {
  FactSet a;
  FactSet b;
  for (FactId id = 0; id < 3 * 4096; ++id) (id % 2 == 0 ? a : b).insert(id);
  EXPECT_EQ(a.pages_shared_with(b), 0u);
  a.merge(b, [](FactId) {});
  b.merge(a, [](FactId) {});
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.pages_shared_with(b), 3u);
  b.insert(4096 * 3);
  EXPECT_EQ(a.pages_shared_with(b), 3u);
  b.erase(0);
  EXPECT_EQ(a.pages_shared_with(b), 2u) << "what is changed is copied first";
}

TEST(FactSetTest, MergingIntoItselfChangesNothing) {
  FactSet set;
  set.insert(5);
  set.merge(set, [](FactId) { FAIL(); });
  EXPECT_EQ(ids_of(set), (std::vector<FactId>{5}));
}

}  // namespace
}  // namespace fleetsim::core
