#include "core/realize/datum_store.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

// B-95
TEST(DatumStoreTest, WhatWasInternedIsReturned) {
  DatumStore store;
  const Result<ContentId> id = store.intern(Datum::string("x"));
  ASSERT_TRUE(id);
  EXPECT_EQ(store.get(*id), Datum::string("x"));
  EXPECT_TRUE(store.contains(*id));
}

// B-95
TEST(DatumStoreTest, AnUnknownIdReturnsNothing) {
  DatumStore store;
  const ContentId unknown = *content_id(Datum::string("x"));
  EXPECT_EQ(store.get(unknown), std::nullopt);
  EXPECT_FALSE(store.contains(unknown));
}

// B-95
TEST(DatumStoreTest, EqualDataHaveOneIdAndOneEntry) {
  DatumStore store;
  EXPECT_EQ(store.intern(Datum::string("x")), store.intern(Datum::string("x")));
  EXPECT_EQ(store.size(), 1u);
}

TEST(DatumStoreTest, TheFirstValueWinsWithItsMembersInTheirOrder) {
  DatumStore store;
  const Datum first = Datum::set({Datum::string("b"), Datum::string("a")});
  const Datum second = Datum::set({Datum::string("a"), Datum::string("b")});
  const Result<ContentId> id = store.intern(first);
  EXPECT_EQ(store.intern(second), id);
  EXPECT_EQ(store.get(*id), first);
}

TEST(DatumStoreTest, WhatCannotBeCanonicalisedIsRefusedAndNotStored) {
  DatumStore store;
  const Result<ContentId> refused = store.intern(Datum::set({Datum::nil(), Datum::nil()}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().first, "duplicate datum set entry");
  EXPECT_EQ(store.size(), 0u);
}

}  // namespace
}  // namespace fleetsim::core
