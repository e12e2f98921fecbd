#include "core/value/expr_codec.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/value/canonical_order.h"
#include "tests/support/random_expr.h"

namespace fleetsim::core {
namespace {

using tests::SplitMix;

Bytes bytes_of(std::string_view hex) {
  Bytes out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

// Magic, version 1, no flags; then what is given.
Bytes document(std::string_view hex) {
  return bytes_of("534c42380100" + std::string(hex));
}

std::string failure(const Bytes& bytes, const DecodeLimits& limits = {}) {
  const Result<Expr> decoded = decode_expr(bytes, limits);
  if (decoded) return "ok";
  return fmt::format("{}: {}", to_string(decoded.error().code), decoded.error().text());
}

TEST(ExprCodecTest, NilAloneIsTenBytes) {
  EXPECT_EQ(to_hex(*encode_expr(Expr::nil())), "534c4238010000000000");
}

TEST(ExprCodecTest, TablesHoldEachNameOnceAndSorted) {
  const Expr expr = Expr::list(
      {Expr::symbol(Symbol::qualified("b", "x")), Expr::local(Symbol::unqualified("y")),
       Expr::number({Symbol::qualified("a", "n"), "7"}), Expr::symbol(Symbol::qualified("b", "x"))});
  EXPECT_EQ(to_hex(*encode_expr(expr)),
            "534c42380100"  // magic, version, flags
            "0201610162"    // namespaces a, b
            "020001790201"
            "78"        // symbols y, b/x
            "0101016e"  // domain a/n
            "0704"
            "0401"
            "1300"
            "03000137"
            "0401");
}

TEST(ExprCodecTest, MapsAndSetsAreWrittenInCanonicalOrder) {
  const Expr expr = Expr::map(
      {{Expr::string("b"), Expr::nil()}, {Expr::set({Expr::boolean(true), Expr::nil()}), Expr::nil()}});
  EXPECT_EQ(to_hex(*encode_expr(expr)),
            "534c42380100"
            "000000"
            "0902"
            "050162"
            "00"
            "0a020002"
            "00");
}

TEST(ExprCodecTest, EveryExpressionComesBack) {
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    const Expr expr = tests::random_expr(random, 1 + static_cast<int>(random.below(6)));
    const Bytes bytes = *encode_expr(expr);
    const Result<Expr> decoded = decode_expr(bytes);
    ASSERT_TRUE(decoded) << decoded.error().text();
    ASSERT_EQ(*decoded, expr);
    ASSERT_EQ(*encode_expr(*decoded), bytes);
  }
}

TEST(ExprCodecTest, TheDeepestExpressionComesBack) {
  const Expr deep = tests::tower(kDepthMax);
  const Bytes bytes = *encode_expr(deep);
  const Result<Expr> decoded = decode_expr(bytes, DecodeLimits{.depth_max = 1'000'000});
  ASSERT_TRUE(decoded) << decoded.error().text();
  EXPECT_EQ(*decoded, deep);
}

TEST(ExprCodecTest, ADeeperExpressionIsNotEncoded) {
  const Result<Bytes> refused = encode_expr(tests::tower(kDepthMax + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
}

TEST(ExprCodecTest, ADeeperDocumentIsRefusedWhateverTheLimit) {
  std::string hex = "000000";
  for (std::uint32_t i = 0; i < kDepthMax; ++i) hex += "0701";
  EXPECT_EQ(failure(document(hex + "00"), DecodeLimits{.depth_max = 1'000'000}),
            "limit_exceeded: codec error in codec/binary: nests deeper than 2048 levels");
}

struct RefusedCase {
  const char* name;
  const char* hex;  // after magic, version and flags
  const char* failure;
};

class ExprCodecRefusalTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(ExprCodecRefusalTest, IsRefused) {
  EXPECT_EQ(failure(document(GetParam().hex)),
            std::string("malformed: codec error in codec/binary: ") + GetParam().failure);
}

constexpr const char* kCut = "the bytes end early, or an integer is padded";
constexpr const char* kTooMany = "a count of more than the bytes can hold";

INSTANTIATE_TEST_SUITE_P(
    Documents, ExprCodecRefusalTest,
    testing::Values(
        RefusedCase{"nothing_after_flags", "", kCut}, RefusedCase{"no_body", "000000", kTooMany},
        RefusedCase{"unknown_tag", "00000014", "tag 20 is not one of 0 to 19"},
        RefusedCase{"trailing_byte", "0000000000", "bytes follow the expression"},
        RefusedCase{"padded_table_count",
                    "80000000"
                    "00",
                    kCut},
        RefusedCase{"padded_string_length",
                    "000000"
                    "058000",
                    kCut},
        RefusedCase{"count_beyond_the_bytes",
                    "000000"
                    "07ff0100",
                    kTooMany},
        RefusedCase{"nested_counts_beyond_the_bytes",
                    "000000"
                    "0703"
                    "0703"
                    "00000000",
                    kTooMany},
        RefusedCase{"string_beyond_the_bytes",
                    "000000"
                    "0505"
                    "61",
                    kCut},
        RefusedCase{"string_not_utf8",
                    "000000"
                    "0501"
                    "ff",
                    "a string that is not UTF-8"},
        RefusedCase{"namespace_not_utf8", "0101ff", "a string that is not UTF-8"},
        RefusedCase{"unsorted_namespaces", "0201620161", "the namespaces are not sorted, or one repeats"},
        RefusedCase{"repeated_namespaces", "0201610161", "the namespaces are not sorted, or one repeats"},
        RefusedCase{"unsorted_symbols", "000200016200016100", "symbols are not sorted, or one repeats"},
        RefusedCase{"repeated_symbols", "000200016100016100", "symbols are not sorted, or one repeats"},
        RefusedCase{"unsorted_domains", "00000200016200016100", "symbols are not sorted, or one repeats"},
        RefusedCase{"namespace_index",
                    "0001010161"
                    "00"
                    "0400",
                    "index 0 into a table of 0"},
        RefusedCase{"symbol_index",
                    "000000"
                    "0400",
                    "index 0 into a table of 0"},
        RefusedCase{"domain_index",
                    "000000"
                    "0300"
                    "0131",
                    "index 0 into a table of 0"},
        RefusedCase{"unused_namespace",
                    "01016100"
                    "0000",
                    "a table holds an entry that nothing uses"},
        RefusedCase{"unused_symbol",
                    "00010001"
                    "61"
                    "0000",
                    "a table holds an entry that nothing uses"},
        RefusedCase{"quote_mode",
                    "000000"
                    "100500",
                    "quote mode 5 is not one of 0 to 4"},
        RefusedCase{"unsorted_map",
                    "000000"
                    "0902"
                    "0200"
                    "0100",
                    "the entries of a map are not in canonical order"},
        RefusedCase{"unsorted_values_of_one_key",
                    "000000"
                    "0902"
                    "0002"
                    "0001",
                    "the entries of a map are not in canonical order"},
        RefusedCase{"unsorted_set",
                    "000000"
                    "0a02"
                    "0201",
                    "the members of a set are not in canonical order"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(ExprCodecTest, RepeatedMembersAndKeysAreKept) {
  for (const Expr& expr : {Expr::set({Expr::nil(), Expr::nil()}),
                           Expr::map({{Expr::nil(), Expr::nil()}, {Expr::nil(), Expr::nil()}})}) {
    EXPECT_EQ(*decode_expr(*encode_expr(expr)), expr);
  }
}

struct LenientCase {
  const char* name;
  const char* hex;  // after magic, version and flags
  Expr expr;
};

class ExprCodecLenientTest : public testing::TestWithParam<LenientCase> {};

TEST_P(ExprCodecLenientTest, TheReferenceReadsWhatTheDefaultRefuses) {
  const Bytes bytes = document(GetParam().hex);
  EXPECT_FALSE(decode_expr(bytes));
  const Result<Expr> read = decode_expr(bytes, {}, DecodeRules::reference);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, GetParam().expr);
}

INSTANTIATE_TEST_SUITE_P(Documents, ExprCodecLenientTest,
                         testing::Values(LenientCase{"padded_count",
                                                     "000000"
                                                     "078000",
                                                     Expr::list({})},
                                         LenientCase{"overlong_tenth_byte",
                                                     "000000"
                                                     "0780808080808080808002",
                                                     Expr::list({})},
                                         LenientCase{"unsorted_namespaces",
                                                     "0201620161"
                                                     "02010178020178"
                                                     "00"
                                                     "0702"
                                                     "0400"
                                                     "0401",
                                                     Expr::list({Expr::symbol(Symbol::qualified("b", "x")),
                                                                 Expr::symbol(Symbol::qualified("a", "x"))})},
                                         LenientCase{"repeated_symbols",
                                                     "0002000161000161"
                                                     "00"
                                                     "0401",
                                                     Expr::symbol(Symbol::unqualified("a"))},
                                         LenientCase{"unused_symbol",
                                                     "0001000161"
                                                     "00"
                                                     "00",
                                                     Expr::nil()},
                                         LenientCase{"unsorted_map",
                                                     "000000"
                                                     "0902"
                                                     "0200"
                                                     "0100",
                                                     Expr::map({{Expr::boolean(false), Expr::nil()},
                                                                {Expr::boolean(true), Expr::nil()}})},
                                         LenientCase{"unsorted_set",
                                                     "000000"
                                                     "0a02"
                                                     "0201",
                                                     Expr::set({Expr::boolean(false), Expr::boolean(true)})}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ExprCodecTest, AnEleventhByteOfAnIntegerIsRefusedByTheReferenceToo) {
  EXPECT_FALSE(decode_expr(document("0000000780808080808080808080"
                                    "00"),
                           {}, DecodeRules::reference));
}

TEST(ExprCodecTest, RepeatedKeysAndMembersAreRefusedWhereContentIsAsked) {
  const auto distinct = [](const Expr& expr) {
    const Result<Expr> read = decode_expr(*encode_expr(expr), {}, DecodeRules::distinct);
    return read ? "ok" : read.error().text();
  };
  const Expr nil;
  EXPECT_EQ(distinct(Expr::set({nil, nil})), "codec error in codec/binary: a member of a set repeats");
  EXPECT_EQ(distinct(Expr::map({{nil, nil}, {nil, Expr::boolean(true)}})),
            "codec error in codec/binary: a key of a map repeats");
  EXPECT_EQ(distinct(Expr::map({{nil, nil}, {Expr::boolean(true), nil}})), "ok");
}

TEST(ExprCodecTest, AnotherMagicVersionOrFlagIsRefused) {
  EXPECT_EQ(failure(bytes_of("534c4239010000000000")),
            "malformed: codec error in codec/binary: the magic is not SLB8");
  EXPECT_EQ(failure({}), "malformed: codec error in codec/binary: the magic is not SLB8");
  EXPECT_EQ(failure(bytes_of("534c4238020000000000")),
            "malformed: codec error in codec/binary: version 2 is not 1");
  EXPECT_EQ(failure(bytes_of("534c4238010100000000")),
            "malformed: codec error in codec/binary: flags 1 are not 0");
}

TEST(ExprCodecTest, EveryLimitIsHeldToTheUnit) {
  const Bytes text = *encode_expr(Expr::string("abc"));
  EXPECT_EQ(failure(text, DecodeLimits{.input_bytes_max = text.size()}), "ok");
  EXPECT_EQ(failure(text, DecodeLimits{.string_bytes_max = 3}), "ok");
  const Bytes blob = *encode_expr(Expr::bytes({1, 2, 3}));
  EXPECT_EQ(failure(blob, DecodeLimits{.blob_bytes_max = 3}), "ok");
  const Bytes list = *encode_expr(Expr::list({Expr::nil(), Expr::nil()}));
  EXPECT_EQ(failure(list, DecodeLimits{.nodes_max = 3}), "ok");
  EXPECT_EQ(failure(list, DecodeLimits{.depth_max = 2}), "ok");
  EXPECT_EQ(failure(list, DecodeLimits{.collection_items_max = 2}), "ok");

  for (const std::string& refused :
       {failure(text, DecodeLimits{.input_bytes_max = text.size() - 1}),
        failure(text, DecodeLimits{.string_bytes_max = 2}), failure(blob, DecodeLimits{.blob_bytes_max = 2}),
        failure(list, DecodeLimits{.nodes_max = 2}), failure(list, DecodeLimits{.depth_max = 1}),
        failure(list, DecodeLimits{.collection_items_max = 1})}) {
    EXPECT_TRUE(refused.starts_with("limit_exceeded: codec error in codec/binary: ")) << refused;
  }
}

// Whatever is accepted is the encoding of what it decodes to: no two documents say the same.
TEST(ExprCodecTest, DamagedDocumentsAreRefusedOrAreOtherDocuments) {
  std::size_t accepted = 0;
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    SplitMix random(seed);
    Bytes bytes = *encode_expr(tests::random_expr(random, 4));
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
      const auto at = static_cast<std::ptrdiff_t>(random.below(bytes.size()));
      switch (random.below(4)) {
        case 0:
          bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(random.below(256));
          break;
        case 1:
          bytes[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1u << random.below(8));
          break;
        case 2:
          bytes.insert(bytes.begin() + at, static_cast<std::uint8_t>(random.below(256)));
          break;
        default:
          if (bytes.size() > 1) bytes.erase(bytes.begin() + at);
          break;
      }
    }
    const Result<Expr> decoded = decode_expr(bytes);
    if (!decoded) continue;
    ++accepted;
    ASSERT_EQ(to_hex(*encode_expr(*decoded)), to_hex(bytes));
  }
  EXPECT_GT(accepted, 100u);
}

TEST(ExprCodecTest, RandomBytesAfterTheHeadNeverCrash) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    SplitMix random(seed);
    Bytes bytes = document("000000");
    for (std::uint64_t n = random.below(64); n > 0; --n) {
      bytes.push_back(static_cast<std::uint8_t>(random.below(random.below(2) == 0 ? 20 : 256)));
    }
    const Result<Expr> decoded = decode_expr(bytes);
    if (decoded) {
      SCOPED_TRACE(fmt::format("seed {}", seed));
      ASSERT_EQ(to_hex(*encode_expr(*decoded)), to_hex(bytes));
    }
  }
}

TEST(ExprCodecTest, EveryCutOfADocumentIsRefused) {
  const Bytes bytes = *encode_expr(tests::tower(30));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_expr(ByteView(bytes).first(size))) << size;
  }
}

}  // namespace
}  // namespace fleetsim::core
