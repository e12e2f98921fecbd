#include "core/stream/stream_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/field.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

using testing::HasSubstr;
using tests::stream_metadata;

constexpr StreamRules kReference = StreamRules::reference();

// B-103
TEST(BufferPolicyTest, ACapacityOfZeroIsRefused) {
  EXPECT_EQ(BufferPolicy::bounded(0).error().kind, ErrorKind::eval);
  EXPECT_EQ(BufferPolicy::make(0, BufferOverflowPolicy::error).error().kind, ErrorKind::eval);
}

TEST(BufferPolicyTest, BoundedDropsTheNewest) {
  EXPECT_EQ(BufferPolicy::bounded(4)->overflow(), BufferOverflowPolicy::drop_newest);
  EXPECT_EQ(BufferPolicy::bounded(4)->symbol(), Symbol::qualified("stream/buffer", "bounded-4"));
}

TEST(BufferPolicyTest, ReadingIgnoresOtherFields) {
  Expr map = BufferPolicy::bounded(4)->to_expr();
  std::vector<Expr> children(map.children().begin(), map.children().end());
  map = Expr::map({{children[0], children[1]}, {children[2], children[3]}, {Expr::string("x"), Expr::nil()}});
  EXPECT_EQ(BufferPolicy::from_expr(map), BufferPolicy::bounded(4));
}

TEST(StreamMetadataTest, TheIdKeepsItsNamespace) {
  const StreamMetadata metadata = stream_metadata(StreamMedia::midi);
  EXPECT_EQ(StreamMetadata::from_expr(metadata.to_expr()), metadata);
}

TEST(StreamMetadataTest, InTheOriginalTheIdLosesItsNamespace) {
  StreamMetadata metadata = stream_metadata(StreamMedia::midi);
  const Expr map = metadata.to_expr(kReference);
  EXPECT_EQ(bare_field(map, "id")->kind(), Expr::Kind::string);
  metadata.id = Symbol::unqualified("demo/midi");
  EXPECT_EQ(StreamMetadata::from_expr(map, kReference), metadata);
}

TEST(StreamMetadataTest, TheDefaultReadsATextIdToo) {
  const Expr map = stream_metadata(StreamMedia::midi).to_expr(kReference);
  EXPECT_EQ(StreamMetadata::from_expr(map)->id, Symbol::unqualified("demo/midi"));
}

TEST(StreamMetadataTest, TheOriginalReadsNoSymbolId) {
  const Expr map = stream_metadata(StreamMedia::midi).to_expr();
  EXPECT_EQ(StreamMetadata::from_expr(map, kReference).error(),
            Error::type_mismatch("string field", "symbol"));
}

TEST(StreamMetadataTest, TheMapNamesItsKindAndReadingDoesNotCheckIt) {
  const Expr map = stream_metadata(StreamMedia::data).to_expr();
  EXPECT_EQ(*bare_field(map, "kind"), Expr::symbol(Symbol::qualified("core", "stream")));
  std::vector<Expr> children(map.children().begin(), map.children().end());
  children[1] = Expr::nil();
  EXPECT_TRUE(StreamMetadata::from_expr(map.with_children(children)));
}

TEST(StreamMetadataTest, WhatIsNoMapIsATypeMismatch) {
  EXPECT_EQ(StreamMetadata::from_expr(Expr::nil()).error(),
            Error::type_mismatch("stream metadata map", "nil"));
}

TEST(StreamMetadataTest, TheArgumentsKeepEverything) {
  const StreamMetadata metadata = stream_metadata(StreamMedia::pcm);
  EXPECT_EQ(StreamMetadata::from_arguments(metadata.to_arguments()), metadata);
  EXPECT_THAT(StreamMetadata::from_arguments({}).error().text(), HasSubstr("5 arguments"));
}

}  // namespace
}  // namespace fleetsim::core
