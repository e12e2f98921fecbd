#include "core/codec/codec_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/codec/base64.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

TEST(CodecRegistryTest, HoldsTheFourCodecsBySymbol) {
  const std::vector<Symbol> ids = CodecRegistry::with_all().ids();
  std::vector<std::string> texts;
  for (const Symbol& id : ids) texts.push_back(id.text());
  EXPECT_THAT(texts, testing::ElementsAre("codec/binary", "codec/binary-base64", "codec/json", "codec/lisp"));
}

TEST(CodecRegistryTest, EveryCodecCarriesEveryExpression) {
  const CodecRegistry registry = CodecRegistry::with_all();
  for (const Symbol& id : registry.ids())
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      SplitMix random(seed);
      const Expr expr = tests::random_expr(random, 4);
      const Bytes bytes = *registry.encode(id, expr);
      EXPECT_EQ(*registry.decode(id, bytes, {.rules = DecodeRules::canonical}), expr) << id.text() << seed;
      EXPECT_EQ(*registry.encode(id, tests::shuffled(random, expr)), bytes) << id.text() << seed;
    }
}

TEST(CodecRegistryTest, AnUnknownCodecIsACodecError) {
  const Result<Bytes> refused = CodecRegistry().encode(Symbol::qualified("codec", "morse"), Expr());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text(), "codec error in codec/morse: no such codec is installed");
}

TEST(CodecRegistryTest, ByDefaultNoCodecReadsRepeatedKeys) {
  const CodecRegistry registry = CodecRegistry::with_all();
  const Expr twice = Expr::map({{Expr::nil(), Expr::nil()}, {Expr::nil(), Expr::boolean(true)}});
  for (const Symbol& id : registry.ids()) {
    const Bytes bytes = *registry.encode(id, twice);
    EXPECT_FALSE(registry.decode(id, bytes)) << id.text();
    EXPECT_TRUE(registry.decode(id, bytes, {.rules = DecodeRules::canonical})) << id.text();
  }
}

TEST(Base64Test, KeepsTheVectorsOfTheRfc) {
  const std::vector<std::pair<std::string, std::string>> vectors{
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), text);
    EXPECT_EQ(as_text(*from_base64(text)), plain);
  }
}

TEST(Base64Test, RefusesWhatItWouldNotWrite) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n"})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace fleetsim::core
