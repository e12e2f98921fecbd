#include "core/realize/cx.h"

#include <gtest/gtest.h>

namespace fleetsim::core {
namespace {

// B-99
TEST(CxTest, AFreshContextDeniesEverythingUntilTheHostGrants) {
  Cx cx;
  EXPECT_EQ(cx.require("stream.open").error(), Error::capability_denied("stream.open"));
  cx.grant("stream.open");
  EXPECT_TRUE(cx.require("stream.open"));
  EXPECT_EQ(cx.require("stream.read").error(), Error::capability_denied("stream.read"));
}

TEST(CxTest, HandlesAreNumberedFromOneUnderTheSeed) {
  Cx cx(7);
  EXPECT_EQ(cx.fresh_handle(), (HandleId{7, 1}));
  EXPECT_EQ(cx.hold(Value()), (HandleId{7, 2}));
  EXPECT_EQ(Cx(7).fresh_handle(), (HandleId{7, 1}));
}

TEST(CxTest, ResolvesEachKindOfRefOrSaysWhichOneItCannot) {
  Cx cx(7);
  const ContentId content = *cx.store().intern(Datum::string("stored"));
  const HandleId handle = cx.hold(Value::of(Expr::string("held")));
  cx.export_value(Symbol::unqualified("name"), Value::of(Expr::string("exported")));
  EXPECT_EQ(cx.resolve(content)->display(), "stored");
  EXPECT_EQ(cx.resolve(handle)->display(), "held");
  EXPECT_EQ(cx.resolve(Symbol::unqualified("name"))->display(), "exported");
  for (const Ref& ref : {Ref(Symbol::unqualified("other")), Ref(HandleId{7, 99}), Ref(*content_id(Datum())),
                         Ref(Coordinate{Symbol::unqualified("space"), content})}) {
    const Result<Value> refused = cx.resolve(ref);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text(), "evaluation error: unresolved ref " + to_text(ref));
  }
}

TEST(CxTest, StoredVectorsAreKeptAsExpressionsAndLostAsValues) {
  Cx cx;
  const ContentId content = *cx.store().intern(Datum::vector({Datum()}));
  EXPECT_EQ(*cx.resolve_expr(content), Expr::vector({Expr()}));
  EXPECT_EQ(*cx.resolve(content)->as_expr(), Expr::list({Expr()}));
}

TEST(CxTest, DiagnosticsAreDrainedOnce) {
  Cx cx;
  cx.diagnose(Diagnostic());
  cx.diagnose(Diagnostic());
  EXPECT_EQ(cx.drain_diagnostics().size(), 2u);
  EXPECT_TRUE(cx.drain_diagnostics().empty());
}

TEST(CxTest, ACopyGoesItsOwnWay) {
  Cx a(1);
  Cx b = a;
  a.grant("x");
  EXPECT_EQ(a.fresh_handle(), b.fresh_handle());
  EXPECT_FALSE(b.has("x"));
}

TEST(CxTest, NoObjectIsNoValue) {
  EXPECT_FALSE(Cx().make_object(nullptr));
}

}  // namespace
}  // namespace fleetsim::core
