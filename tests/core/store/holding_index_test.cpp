#include "core/store/holding_index.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/contents.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::key_of;
using tests::name;
using tests::SplitMix;

using Holders = std::vector<Symbol>;

// B-28
TEST(HoldingIndexTest, HoldersAreListedOnceInSymbolOrder) {
  HoldingIndex index;
  EXPECT_TRUE(index.announce({name("b"), key_of("k")}));
  EXPECT_TRUE(index.announce({name("a"), key_of("k")}));
  EXPECT_FALSE(index.announce({name("b"), key_of("k")}));
  EXPECT_EQ(index.holders_of(key_of("k")), (Holders{name("a"), name("b")}));
  EXPECT_EQ(index.size(), 2u);
}

// B-29
TEST(HoldingIndexTest, TwoIndexesThatMergeEachOtherListTheSameHolders) {
  HoldingIndex one;
  HoldingIndex other;
  one.announce({name("a"), key_of("k")});
  other.announce({name("b"), key_of("k")});
  one.merge(other);
  other.merge(one);
  EXPECT_EQ(one.holders_of(key_of("k")), (Holders{name("a"), name("b")}));
  EXPECT_EQ(other.holders_of(key_of("k")), (Holders{name("a"), name("b")}));
  EXPECT_EQ(one.root(), other.root());
}

TEST(HoldingIndexTest, AnUnknownKeyHasNoHolders) {
  HoldingIndex index;
  index.announce({name("a"), key_of("k")});
  EXPECT_TRUE(index.holders_of(key_of("other")).empty());
}

TEST(HoldingIndexTest, WhatAnotherIndexOfTheTableKnowsIsNotKnownHere) {
  const auto table = std::make_shared<FactTable>();
  HoldingIndex one(table);
  const HoldingIndex other(table);
  one.announce({name("a"), key_of("k")});
  EXPECT_TRUE(other.holders_of(key_of("k")).empty());
  EXPECT_EQ(other.size(), 0u);
}

TEST(HoldingIndexTest, ACopyAndItsOriginalDoNotSeeEachOther) {
  HoldingIndex original;
  original.announce({name("a"), key_of("k")});
  HoldingIndex copy = original;
  copy.announce({name("b"), key_of("k")});
  original.announce({name("c"), key_of("k")});
  EXPECT_EQ(original.holders_of(key_of("k")), (Holders{name("a"), name("c")}));
  EXPECT_EQ(copy.holders_of(key_of("k")), (Holders{name("a"), name("b")}));
}

TEST(HoldingIndexTest, TheRootIsAFunctionOfTheFactsAndNotOfTheirOrder) {
  HoldingIndex one;
  HoldingIndex other;
  one.announce({name("a"), key_of("k")});
  one.announce({name("b"), key_of("l")});
  other.announce({name("b"), key_of("l")});
  EXPECT_NE(one.root(), other.root());
  other.announce({name("a"), key_of("k")});
  EXPECT_EQ(one.root(), other.root());
}

TEST(HoldingIndexTest, TheRootTellsApartNamesThatRenderAlike) {
  HoldingIndex one;
  HoldingIndex other;
  one.announce({Symbol::qualified("a", "b"), key_of("k")});
  other.announce({Symbol::unqualified("a/b"), key_of("k")});
  EXPECT_NE(one.root(), other.root());
}

// Pinned: nodes of two versions compare them.
TEST(HoldingIndexTest, TheRootOfOneFactIsPinned) {
  HoldingIndex index;
  EXPECT_EQ(to_hex(index.root()), "00000000000000000000000000000000");
  index.announce({name("a"), ContentKey::from_digest({})});
  EXPECT_EQ(to_hex(index.root()), "debd33d57f78e491aaed4f28fd1d29b9");
}

TEST(HoldingIndexTest, ForgettingUndoesAnnouncing) {
  HoldingIndex index;
  index.announce({name("a"), key_of("k")});
  const Hash128 root = index.root();
  index.announce({name("b"), key_of("k")});
  index.forget(index.table().fact_id(index.table().holder_id(name("b")), index.table().key_id(key_of("k"))));
  EXPECT_EQ(index.root(), root);
  EXPECT_EQ(index.holders_of(key_of("k")), Holders{name("a")});
}

// The laws of union, over one table that all indexes share and over a table for each.

using Model = std::set<std::pair<Symbol, ContentKey>>;

struct Named {
  HoldingIndex index;
  Model model;
};

class MergeLawTest : public testing::TestWithParam<bool> {
 protected:
  Named random_index(SplitMix& random) {
    Named made{GetParam() ? HoldingIndex(shared_) : HoldingIndex(), {}};
    for (std::uint64_t i = random.below(30); i > 0; --i) {
      const Symbol holder = tests::random_symbol(random);
      const ContentKey key = key_of(std::to_string(random.below(5)));
      made.index.announce({holder, key});
      made.model.emplace(holder, key);
    }
    return made;
  }

  static void expect_is(const HoldingIndex& index, const Model& model) {
    EXPECT_EQ(index.size(), model.size());
    std::map<ContentKey, Holders> by_key;
    for (const auto& [holder, key] : model) by_key[key].push_back(holder);
    for (int k = 0; k < 5; ++k) {
      const ContentKey key = key_of(std::to_string(k));
      EXPECT_EQ(index.holders_of(key), by_key[key]);
    }
  }

  template <class Body>
  void for_each_seed(Body body) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      SCOPED_TRACE(seed);
      SplitMix random(seed);
      shared_ = std::make_shared<FactTable>();
      body(random);
    }
  }

  std::shared_ptr<FactTable> shared_;
};

TEST_P(MergeLawTest, MergingIsUnion) {
  for_each_seed([&](SplitMix& random) {
    Named a = random_index(random);
    const Named b = random_index(random);
    a.index.merge(b.index);
    a.model.insert(b.model.begin(), b.model.end());
    expect_is(a.index, a.model);
    expect_is(b.index, b.model);
  });
}

TEST_P(MergeLawTest, MergingIsCommutative) {
  for_each_seed([&](SplitMix& random) {
    const Named a = random_index(random);
    const Named b = random_index(random);
    HoldingIndex ab = a.index;
    ab.merge(b.index);
    HoldingIndex ba = b.index;
    ba.merge(a.index);
    EXPECT_EQ(ab.root(), ba.root());
    EXPECT_EQ(ab.size(), ba.size());
  });
}

TEST_P(MergeLawTest, MergingIsAssociative) {
  for_each_seed([&](SplitMix& random) {
    const Named a = random_index(random);
    const Named b = random_index(random);
    const Named c = random_index(random);
    HoldingIndex left = a.index;
    left.merge(b.index);
    left.merge(c.index);
    HoldingIndex bc = b.index;
    bc.merge(c.index);
    HoldingIndex right = a.index;
    right.merge(bc);
    EXPECT_EQ(left.root(), right.root());
    EXPECT_EQ(left.size(), right.size());
  });
}

TEST_P(MergeLawTest, MergingIsIdempotentAlsoWithItself) {
  for_each_seed([&](SplitMix& random) {
    Named a = random_index(random);
    const HoldingIndex copy = a.index;
    const Hash128 root = a.index.root();
    a.index.merge(copy);
    a.index.merge(a.index);
    EXPECT_EQ(a.index.root(), root);
    expect_is(a.index, a.model);
  });
}

INSTANTIATE_TEST_SUITE_P(Tables, MergeLawTest, testing::Bool(),
                         [](const auto& row) { return row.param ? "one_shared" : "one_each"; });

TEST(FactTableTest, IdsAreDenseInTheOrderOfFirstMention) {
  FactTable table;
  EXPECT_EQ(table.key_id(key_of("x")), 0u);
  EXPECT_EQ(table.key_id(key_of("y")), 1u);
  EXPECT_EQ(table.key_id(key_of("x")), 0u);
  EXPECT_EQ(table.holder_id(name("b")), 0u);
  EXPECT_EQ(table.holder_id(name("a")), 1u);
  EXPECT_EQ(table.fact_id(0, 1), 0u);
  EXPECT_EQ(table.fact_id(1, 1), 1u);
  EXPECT_EQ(table.fact_id(0, 1), 0u);
  EXPECT_EQ(table.fact(1), (HeldContent{name("a"), key_of("y")}));
}

TEST(FactTableTest, FactsOfAKeyAreInSymbolOrder) {
  SplitMix random(1);
  FactTable table;
  const KeyId key = table.key_id(key_of("x"));
  std::set<Symbol> holders;
  for (int i = 0; i < 100; ++i) {
    const Symbol holder = tests::random_symbol(random);
    holders.insert(holder);
    table.fact_id(table.holder_id(holder), key);
  }
  Holders listed;
  for (const FactId fact : table.facts_of(key)) listed.push_back(table.holder(table.holder_of(fact)));
  EXPECT_EQ(listed, Holders(holders.begin(), holders.end()));
}

// ---- facts that their authors can take back

class RetractionTest : public testing::Test {
 protected:
  FactId said(const char* holder, const char* key, std::uint64_t epoch, std::uint32_t version) {
    return index_.table().fact_id(index_.table().holder_id(name(holder)), index_.table().key_id(key_of(key)),
                                  {epoch, version, {}});
  }
  FactId epoch(const char* holder, std::uint64_t value) {
    return index_.table().epoch_id(index_.table().holder_id(name(holder)), value);
  }
  Holders holders(const char* key) const { return index_.holders_of(key_of(key)); }

  HoldingIndex index_;
};

TEST_F(RetractionTest, ALaterVersionTakesBackAndTheOneAfterSaysItAgain) {
  index_.announce(said("a", "k", 1, 1));
  index_.announce(said("b", "k", 1, 1));
  EXPECT_TRUE(index_.announce(said("a", "k", 1, 2)));
  EXPECT_EQ(holders("k"), Holders{name("b")});
  EXPECT_FALSE(index_.announce(said("a", "k", 1, 1))) << "an old word that comes late";
  EXPECT_EQ(holders("k"), Holders{name("b")});
  EXPECT_TRUE(index_.announce(said("a", "k", 1, 3)));
  EXPECT_EQ(holders("k"), (Holders{name("a"), name("b")}));
}

TEST_F(RetractionTest, ALaterEpochTakesBackEverythingOfItsHolderAndNothingOfOthers) {
  const std::uint64_t second = first_epoch(2);
  for (const char* key : {"k", "l"}) index_.announce(said("a", key, first_epoch(1), 1));
  index_.announce(said("b", "k", first_epoch(1), 1));
  IndexChange change;
  EXPECT_TRUE(index_.announce(epoch("a", second), change));
  EXPECT_EQ(change.dropped.size(), 2u);
  EXPECT_EQ(holders("k"), Holders{name("b")});
  EXPECT_EQ(holders("l"), Holders{});
  EXPECT_FALSE(index_.announce(said("a", "l", first_epoch(1), 7)));
  index_.announce(said("a", "l", second, 1));
  EXPECT_EQ(holders("l"), Holders{name("a")});
}

TEST_F(RetractionTest, AFactOfALaterLifeBringsItsEpochAlong) {
  index_.announce(said("a", "k", first_epoch(1), 1));
  index_.announce(said("a", "l", first_epoch(3), 1));
  EXPECT_EQ(holders("k"), Holders{});
  EXPECT_EQ(index_.epoch_of(index_.table().holder_id(name("a"))), first_epoch(3));
}

TEST_F(RetractionTest, WhateverTheOrderOfArrivalTheOutcomeIsTheSame) {
  std::vector<FactId> all;
  for (const std::uint32_t life : {1u, 2u, 3u}) {
    if (life > 1) all.push_back(epoch("a", first_epoch(life)));
    for (std::uint32_t version = 1; version <= 3; ++version)
      for (const char* key : {"k", "l"})
        all.push_back(said("a", key, first_epoch(life), version));
  }
  for (const FactId fact : all) index_.announce(fact);
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SplitMix random(seed);
    std::vector<FactId> shuffled = all;
    for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random.below(i)]);
    HoldingIndex other(std::shared_ptr<FactTable>(&index_.table(), [](FactTable*) {}));
    for (const FactId fact : shuffled) other.announce(fact);
    EXPECT_EQ(other.root(), index_.root()) << "seed " << seed;
    EXPECT_EQ(other.facts(), index_.facts()) << "seed " << seed;
  }
}

TEST_F(RetractionTest, MergingAnotherTableCarriesRetractionsAlong) {
  HoldingIndex other;
  FactTable& table = other.table();
  table.key_id(key_of("elsewhere"));
  other.announce(table.fact_id(table.holder_id(name("a")), table.key_id(key_of("k")), {1, 2, {}}));
  index_.announce(said("a", "k", 1, 1));
  index_.merge(other);
  EXPECT_EQ(holders("k"), Holders{});
  EXPECT_EQ(index_.root(), other.root());
}

TEST_F(RetractionTest, ABoundedKeyKeepsTheSameHoldersWhateverTheOrder) {
  const std::vector<const char*> names = {"a", "b", "c", "d", "e", "f"};
  const auto table = std::make_shared<FactTable>();
  HoldingIndex up(table, 3);
  HoldingIndex down(table, 3);
  for (const char* holder : names) up.announce({name(holder), key_of("k")});
  for (auto holder = names.rbegin(); holder != names.rend(); ++holder) down.announce({name(*holder), key_of("k")});
  EXPECT_EQ(up.holders_of(key_of("k")).size(), 3u);
  EXPECT_EQ(up.root(), down.root());
}

}  // namespace
}  // namespace fleetsim::core
