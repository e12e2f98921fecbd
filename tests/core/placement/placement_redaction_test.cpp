#include "core/placement/placement_redaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/value/distinct_keys.h"
#include "core/value/field.h"
#include "tests/support/streams.h"

namespace fleetsim::core {
namespace {

Expr text(const char* value) {
  return Expr::string(value);
}

Symbol secret() {
  return Symbol::qualified("my", "password");
}

Symbol hidden() {
  return Symbol::qualified("stream/redacted", "placement");
}

Expr by_the_original(const Expr& expr) {
  return redact_placement_expr(expr, RedactionRules::reference());
}

Expr two_secret_keys() {
  return Expr::map({{text("token=1"), text("a")}, {text("token=2"), text("b")}});
}

TEST(PlacementRedactionTest, SensitiveTextsBecomePlaceholders) {
  EXPECT_EQ(redact_placement_expr(text("token=abc")), text("[redacted placement data]"));
  EXPECT_EQ(redact_placement_expr(text("open hw:0")), text("[redacted placement data]"));
  EXPECT_EQ(redact_placement_expr(text("fine")), text("fine"));
}

TEST(PlacementRedactionTest, BytesOverTheLimitBecomeAString) {
  EXPECT_EQ(redact_placement_expr(Expr::bytes(Bytes(262'145, 1))), text("[redacted placement payload]"));
}

// U-17
TEST(PlacementRedactionTest, NumbersAndSmallBlobsAreNeverRedacted) {
  const Expr number = Expr::number({secret(), "/home/x"});
  const Expr blob = Expr::bytes({'h', 'w', ':'});
  for (const RedactionRules& rules : {RedactionRules{}, RedactionRules::reference()}) {
    EXPECT_EQ(redact_placement_expr(number, rules), number);
    EXPECT_EQ(redact_placement_expr(blob, rules), blob);
  }
}

// U-17
TEST(PlacementRedactionTest, KeysOperatorsAnnotationNamesAndTagsAreRedacted) {
  EXPECT_EQ(by_the_original(Expr::map({{Expr::symbol(secret()), text("v")}})),
            Expr::map({{Expr::symbol(hidden()), text("v")}}));
  EXPECT_EQ(by_the_original(Expr::infix(secret(), text("l"), text("r"))),
            Expr::infix(hidden(), text("l"), text("r")));
  EXPECT_EQ(by_the_original(Expr::prefix(secret(), text("a"))), Expr::prefix(hidden(), text("a")));
  EXPECT_EQ(by_the_original(Expr::postfix(secret(), text("a"))), Expr::postfix(hidden(), text("a")));
  EXPECT_EQ(by_the_original(Expr::annotated(text("a"), {{secret(), text("v")}})),
            Expr::annotated(text("a"), {{hidden(), text("v")}}));
  EXPECT_EQ(by_the_original(Expr::extension(secret(), text("p"))), Expr::extension(hidden(), text("p")));
  EXPECT_EQ(by_the_original(Expr::call(Expr::local(secret()), {text("a")})),
            Expr::call(Expr::local(hidden()), {text("a")}));
}

TEST(PlacementRedactionTest, ContainersKeepTheirOrderCountsAndModes) {
  const Expr nested = Expr::vector({Expr::list({text("token=1"), text("x")}), Expr::block({text("y")}),
                                    Expr::quote(QuoteMode::splice, text("token=1")), Expr::set({text("z")})});
  EXPECT_EQ(redact_placement_expr(nested),
            Expr::vector(
                {Expr::list({text("[redacted placement data]"), text("x")}), Expr::block({text("y")}),
                 Expr::quote(QuoteMode::splice, text("[redacted placement data]")), Expr::set({text("z")})}));
}

TEST(PlacementRedactionTest, DifferentTextsGetDifferentNumbersInReadingOrder) {
  EXPECT_EQ(redact_placement_expr(Expr::list({text("token=1"), text("token=2"), text("token=1")})),
            Expr::list({text("[redacted placement data]"), text("[redacted placement data 2]"),
                        text("[redacted placement data]")}));
  EXPECT_EQ(
      redact_placement_expr(Expr::list({Expr::symbol(secret()), Expr::local(Symbol::unqualified("~x"))})),
      Expr::list({Expr::symbol(hidden()), Expr::local(Symbol::qualified("stream/redacted", "placement-2"))}));
}

TEST(PlacementRedactionTest, TwoSensitiveKeysStayTwo) {
  EXPECT_TRUE(check_distinct_keys(redact_placement_expr(two_secret_keys())));
}

TEST(PlacementRedactionTest, InTheOriginalTwoSensitiveKeysBecomeOne) {
  const Expr redacted = by_the_original(two_secret_keys());
  EXPECT_EQ(redacted.children()[0], redacted.children()[2]);
  EXPECT_FALSE(check_distinct_keys(redacted));
}

TEST(PlacementRedactionTest, PathsWithinATextAreFound) {
  EXPECT_EQ(redact_placement_expr(text("see /etc/x")), text("[redacted placement data]"));
  EXPECT_EQ(by_the_original(text("see /etc/x")), text("see /etc/x"));
}

TEST(PlacementRedactionTest, InnocentNamesAreLeftAloneButNotByTheOriginal) {
  EXPECT_EQ(redact_placement_expr(text("stream.lan.midi")), text("stream.lan.midi"));
  EXPECT_EQ(by_the_original(text("stream.lan.midi")), text("[redacted placement data]"));
}

TEST(PlacementRedactionTest, AnotherPolicyCanBePluggedIn) {
  RedactionRules rules;
  rules.policy.rules = {{StreamFinding::credential, {"sesame"}, {}, {}, false, false}};
  EXPECT_EQ(redact_placement_expr(Expr::list({text("sesame"), text("token=1")}), rules),
            Expr::list({text("[redacted placement data]"), text("token=1")}));
}

TEST(PlacementRedactionTest, AHundredThousandLevelsAreRedacted) {
  Expr deep = text("token=1");
  for (int i = 0; i < 100'000; ++i) deep = Expr::list({std::move(deep)});
  Expr redacted = redact_placement_expr(deep);
  EXPECT_EQ(redacted.depth(), deep.depth());
  while (redacted.kind() == Expr::Kind::list) redacted = Expr(redacted.children()[0]);
  EXPECT_EQ(redacted, text("[redacted placement data]"));
}

TEST(PlacementRedactionTest, AnEnvelopeStaysValid) {
  StreamEnvelope envelope = *StreamEnvelope::from_item(
      tests::stream_metadata(StreamMedia::data), 0,
      {tests::data_packet(text("token=1")), {tests::tick_on("device/a", 0), tests::tick_on("device/b", 0)}});
  PlacementRedaction redaction;
  EXPECT_TRUE(redaction.is_sensitive(envelope));
  const StreamEnvelope redacted = redaction.redact(envelope);
  EXPECT_TRUE(StreamEnvelope::make(redacted));
  EXPECT_FALSE(redaction.is_sensitive(redacted));
}

}  // namespace
}  // namespace fleetsim::core
