#include "core/value/content_id.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/sha256.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

Symbol name(const char* text) {
  return Symbol::unqualified(text);
}

Datum float_number(const char* text) {
  return Datum::number({Symbol::qualified("numbers", "f64"), text});
}

struct BytesCase {
  const char* name;
  Datum datum;
  const char* hex;
};

class CanonicalBytesTest : public testing::TestWithParam<BytesCase> {};

TEST_P(CanonicalBytesTest, AreThoseOfTheContract) {
  EXPECT_EQ(to_hex(*canonical_bytes(GetParam().datum)), GetParam().hex);
}

INSTANTIATE_TEST_SUITE_P(
    Contract, CanonicalBytesTest,
    testing::Values(
        BytesCase{"nil", Datum::nil(),
                  "000000000000000d73696d363a646174756d3a7631000000000000000e73696d363a646174756d3a6e696c"},
        BytesCase{
            "string", Datum::string("hello"),
            "000000000000000d73696d363a646174756d3a7631000000000000001173696d363a646174756d3a737472696e670000"
            "00000000000568656c6c6f"},
        BytesCase{
            "symbol", Datum::symbol(Symbol::qualified("core", "Bool")),
            "000000000000000d73696d363a646174756d3a7631000000000000001173696d363a646174756d3a73796d626f6c0100"
            "00000000000004636f72650000000000000004426f6f6c"},
        BytesCase{
            "list", Datum::list({Datum::nil(), Datum::boolean(true)}),
            "000000000000000d73696d363a646174756d3a7631000000000000000f73696d363a646174756d3a6c69737400000000"
            "00000002000000000000002b000000000000000d73696d363a646174756d3a7631000000000000000e73696d363a6461"
            "74756d3a6e696c000000000000002d000000000000000d73696d363a646174756d3a7631000000000000000f73696d36"
            "3a646174756d3a626f6f6c01"}),
    [](const auto& row) { return std::string(row.param.name); });

struct IdCase {
  const char* name;
  Datum datum;
  std::size_t bytes;
  const char* digest;
};

class ContentIdTest : public testing::TestWithParam<IdCase> {};

TEST_P(ContentIdTest, IsTheOneOfTheContract) {
  EXPECT_EQ(canonical_bytes(GetParam().datum)->size(), GetParam().bytes);
  const ContentId id = *content_id(GetParam().datum);
  EXPECT_EQ(id.algorithm, Symbol::qualified("core", "sha256-datum-v1"));
  EXPECT_EQ(to_hex(id.digest), GetParam().digest);
}

INSTANTIATE_TEST_SUITE_P(
    Contract, ContentIdTest,
    testing::Values(
        IdCase{"nil", Datum::nil(), 43, "1676201b3abd2cc37c33a3352c0ce2ac3a4c600a0c94742e5197c22131a7ab70"},
        IdCase{"bool_true", Datum::boolean(true), 45,
               "3451ce080e3545aa31d15924228a24338cde7085db04d11c82e3294635a4c2b2"},
        IdCase{"bool_false", Datum::boolean(false), 45,
               "0fbc4db92ea30a6bb905a7771241b0f141a050f893742b7bbfb8bb0767e0e0a4"},
        IdCase{"string_empty", Datum::string(""), 54,
               "e9304230fbad97dd2de5f2e7d304c5ec4e06db6323015d9233188c0661b1022d"},
        IdCase{"string_hello", Datum::string("hello"), 59,
               "cd9458086241b8239d8979664da00772567fd6a7515def1a39177c5a1220c46c"},
        IdCase{"bytes", Datum::bytes({0x00, 0xFF}), 55,
               "ae1afcbf7df8a9f7e225c2b7a5d3c77c72c37fe80d795afc7ddcc73468b7dcec"},
        IdCase{"symbol_unqualified", Datum::symbol(name("a")), 56,
               "e38d643a349b143d73ffaf6b52bbb93bb6814d6628a28eb5675faf6a7fde2faf"},
        IdCase{"symbol_qualified", Datum::symbol(Symbol::qualified("core", "Bool")), 71,
               "833dfb161f3ad3509c964685821abdcdb0ab87b4b871f4c0b713a98720c64c50"},
        IdCase{"symbol_with_slash", Datum::symbol(name("core/Bool")), 64,
               "20b76503970a95dccc9251ab05b2a6fbf9d8c766b8d8ef7f386b0fccd43b0cc2"},
        IdCase{"number_1_0", float_number("1.0"), 84,
               "d0ffc9e76a8d4335bdefae625d02442e0451b1dfc40abdac1e9c7c653a3cd3cf"},
        IdCase{"number_1_00", float_number("1.00"), 85,
               "9fc77a83fc1633dd27b2151dec2026cd4b53154520567e769695e2007f7cf062"},
        IdCase{"list_empty", Datum::list({}), 52,
               "876cfe7a2aaf4136f24001b47bd7fa68f0ddaa7b7abc50e61c56d7b61545d739"},
        IdCase{"vector_empty", Datum::vector({}), 54,
               "13746e51e6f15dcde824b2a924b6d145d75a64a31e0dd7bad6aeb3783110d5fb"},
        IdCase{"map_empty", Datum::map({}), 51,
               "08a41a73909714dab5574fe0898299a4766cbf001fe5e794c77c7c2e1a4531bb"},
        IdCase{"set_empty", Datum::set({}), 51,
               "bc34ada97722e172a8a8b4e16710f9f145c06af5c0e8c2fa2895401120db0360"},
        IdCase{"list", Datum::list({Datum::nil(), Datum::boolean(true)}), 156,
               "2a113c86a5d2036bc2c85dd76c70fe33b1261829b4c32ce7e6687e215d278ab7"},
        IdCase{"vector", Datum::vector({Datum::nil(), Datum::boolean(true)}), 158,
               "a5e17d810183d9fb8ed360b72a61826893e92e5d455baa054bb98e275acf381c"},
        IdCase{"map",
               Datum::map({{Datum::symbol(name("a")), float_number("1.0")},
                           {Datum::symbol(name("b")), Datum::nil()}}),
               394, "3402f87f47af59661c469ba21e462d1ab7328ebdf503456fcc429fd53aabec58"},
        IdCase{"map_in_other_order",
               Datum::map({{Datum::symbol(name("b")), Datum::nil()},
                           {Datum::symbol(name("a")), float_number("1.0")}}),
               394, "3402f87f47af59661c469ba21e462d1ab7328ebdf503456fcc429fd53aabec58"},
        IdCase{"set", Datum::set({Datum::string("x"), Datum::boolean(true)}), 167,
               "1b8c798792752436768c57556f22fc7b6acb31e156069feb88cdfa9f5a358b7e"},
        IdCase{"set_in_other_order", Datum::set({Datum::boolean(true), Datum::string("x")}), 167,
               "1b8c798792752436768c57556f22fc7b6acb31e156069feb88cdfa9f5a358b7e"},
        IdCase{"node",
               Datum::node(Symbol::qualified("core", "example"), {{name("payload"), Datum::boolean(true)}}),
               194, "bbffe9752386f337b1a3b5fd86f8cc738387fa435ac222254a3aa64b877a61f6"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ContentIdValueTest, OrdersByAlgorithmThenDigest) {
  Digest high{};
  high[0] = 1;
  EXPECT_LT((ContentId{name("a"), high}), (ContentId{name("b"), Digest{}}));
  EXPECT_LT((ContentId{name("a"), Digest{}}), (ContentId{name("a"), high}));
}

TEST(ContentIdValueTest, ADuplicateIsAnError) {
  const Result<ContentId> id = content_id(Datum::set({Datum::nil(), Datum::nil()}));
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().text(), "evaluation error: duplicate datum set entry");
}

}  // namespace
}  // namespace fleetsim::core
