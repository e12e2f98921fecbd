#include "core/realize/term.h"

#include <gtest/gtest.h>

#include "core/realize/realize_request.h"

namespace fleetsim::core {
namespace {

Symbol s(std::string name) {
  return Symbol::unqualified(std::move(name));
}
Expr sym(std::string name) {
  return Expr::symbol(s(std::move(name)));
}

TEST(TermTest, LoweringGivesEachKindItsTerm) {
  const Expr nil;
  const std::vector<std::pair<Expr, Term::Kind>> rows{
      {nil, Term::Kind::literal},
      {Expr::list({sym("a")}), Term::Kind::literal},
      {Expr::map({{nil, nil}}), Term::Kind::literal},
      {sym("a"), Term::Kind::ref},
      {Expr::local(s("a")), Term::Kind::local},
      {Expr::call(sym("f"), {nil}), Term::Kind::call},
      {Expr::infix(s("+"), nil, nil), Term::Kind::call},
      {Expr::prefix(s("-"), nil), Term::Kind::call},
      {Expr::postfix(s("!"), nil), Term::Kind::call},
      {Expr::block({nil}), Term::Kind::seq},
      {Expr::quote(QuoteMode::splice, nil), Term::Kind::quote},
      {Expr::annotated(sym("a"), {{s("n"), nil}}), Term::Kind::annotated},
      {Expr::extension(s("t"), nil), Term::Kind::extension}};
  for (const auto& [expr, kind] : rows) {
    const Result<Term> term = term_from_expr(expr);
    ASSERT_TRUE(term) << to_string(kind);
    EXPECT_STREQ(to_string(term->kind()), to_string(kind));
  }
}

TEST(TermTest, OperatorsBecomeTargetsOfCalls) {
  const Term term = *term_from_expr(Expr::infix(s("+"), sym("a"), Expr::nil()));
  EXPECT_EQ(*expr_from_term(term), Expr::call(sym("+"), {sym("a"), Expr::nil()}));
}

TEST(TermTest, WhatMustBeDataAndIsNotIsRefused) {
  const Expr call = Expr::call(sym("f"), {});
  for (const Expr& expr :
       {Expr::list({call}), Expr::quote(QuoteMode::quote, call), Expr::extension(s("t"), call),
        Expr::annotated(sym("a"), {{s("n"), call}}), Expr::block({Expr::set({call})})}) {
    const Result<Term> refused = term_from_expr(expr);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), Error::type_mismatch("datum expression", "call expression"));
  }
}

TEST(TermTest, EveryTermThatAnExpressionIsComesBackAsIt) {
  const Expr expr = Expr::block({Expr::call(sym("f"), {Expr::local(s("x")), Expr::vector({Expr::nil()})}),
                                 Expr::quote(QuoteMode::syntax, Expr::list({sym("q")})),
                                 Expr::annotated(sym("a"), {{s("n"), Expr::boolean(true)}}),
                                 Expr::extension(s("t"), Expr::set({Expr::nil()}))});
  EXPECT_EQ(*expr_from_term(*term_from_expr(expr)), expr);
}

TEST(TermTest, LetsAndOpsAreExtensionsAsExpressions) {
  const Term let = Term::let(s("x"), Term::literal(Datum()), Term::local(s("x")));
  EXPECT_EQ(*expr_from_term(let), Expr::extension(Symbol::qualified("core", "term-let"),
                                                  Expr::map({{sym("name"), sym("x")},
                                                             {sym("value"), Expr::nil()},
                                                             {sym("body"), Expr::local(s("x"))}})));
  const Term op = Term::op({s("ns"), s("op"), 3}, Term::literal(Datum()));
  const Expr key =
      Expr::extension(Symbol::qualified("core", "op-key"),
                      Expr::map({{sym("namespace"), sym("ns")},
                                 {sym("name"), sym("op")},
                                 {sym("version"), Expr::number({Symbol::qualified("core", "u16"), "3"})}}));
  EXPECT_EQ(*expr_from_term(op), Expr::extension(Symbol::qualified("core", "term-op"),
                                                 Expr::map({{sym("op"), key}, {sym("input"), Expr::nil()}})));
}

TEST(TermTest, RefsOtherThanSymbolsAreTheirRecordsAsExpressions) {
  const Ref handle = HandleId{1, 2};
  EXPECT_EQ(*expr_from_term(Term::ref(handle)), *expr_from_datum(datum_from_ref(handle)));
}

TEST(TermTest, EveryTermHasARecordAndDifferentTermsHaveDifferentOnes) {
  const Term x = Term::local(s("x"));
  const Datum nil;
  const std::vector<Term> terms{Term::literal(nil),
                                Term::ref(Ref(s("x"))),
                                x,
                                Term::let(s("x"), x, x),
                                Term::op({s("a"), s("b"), 1}, x),
                                Term::op({s("a"), s("b"), 2}, x),
                                Term::call(x, {}),
                                Term::call(x, {x}),
                                Term::seq({x}),
                                Term::quote(QuoteMode::quote, nil),
                                Term::quote(QuoteMode::syntax, nil),
                                Term::annotated(x, {}),
                                Term::annotated(x, {{s("n"), nil}}),
                                Term::extension(s("x"), nil)};
  std::vector<ContentId> ids;
  for (const Term& term : terms) {
    const Result<ContentId> id = content_id(*datum_from_term(term));
    ASSERT_TRUE(id);
    ids.push_back(*id);
  }
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (std::size_t k = i + 1; k < ids.size(); ++k) EXPECT_NE(ids[i], ids[k]) << i << " " << k;
}

TEST(TermTest, ATermMayBeDeepAndIsThenRefusedNotOverflowed) {
  Term deep = Term::local(s("x"));
  for (int i = 0; i < 100'000; ++i) deep = Term::seq({deep});
  EXPECT_EQ(expr_from_term(deep).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(datum_from_term(deep).error().code, ErrorCode::limit_exceeded);
  Expr expr;
  for (std::uint32_t i = 0; i < kDepthMax; ++i) expr = Expr::block({expr});
  EXPECT_EQ(term_from_expr(expr).error().code, ErrorCode::limit_exceeded);
}

TEST(RealizeRequestTest, HasTheDefaultsOfTheContract) {
  const RealizeRequest request(Term::literal(Datum()));
  EXPECT_EQ(request.consistency, Consistency::local_first);
  EXPECT_EQ(request.mode, EvalMode::eval);
  EXPECT_EQ(request.observe, ObserveMode::final_only);
  EXPECT_FALSE(request.result_shape || request.deadline || request.answer_limit || request.buffer_limit);
  EXPECT_TRUE(request.required_capabilities.empty());
}

TEST(RealizeRequestTest, BuildersObserveAndAppend) {
  const RealizeRequest request =
      RealizeRequest(Term::literal(Datum())).observing(ObserveMode::ledger).requiring("b").requiring("a");
  EXPECT_STREQ(to_string(request.observe), "ledger");
  EXPECT_EQ(request.required_capabilities, (std::vector<CapabilityName>{"b", "a"}));
}

TEST(RealizeRequestTest, FromAnEvalRequestAStreamIsObservedByEventsAndATraceInTheLedger) {
  EvalRequest eval;
  eval.expr = Expr::call(sym("f"), {});
  eval.stream_buffer = 8;
  eval.answer_limit = 3;
  eval.deadline = seconds(1);
  eval.required_capabilities = {"a"};
  EXPECT_EQ(realize_request_from_eval(eval)->observe, ObserveMode::final_only);
  eval.trace = true;
  EXPECT_EQ(realize_request_from_eval(eval)->observe, ObserveMode::ledger);
  eval.stream = true;
  const RealizeRequest request = *realize_request_from_eval(eval);
  EXPECT_EQ(request.observe, ObserveMode::events);
  EXPECT_EQ(request.buffer_limit, 8u);
  EXPECT_EQ(*eval_request_from_realize(request), eval);
}

TEST(RealizeRequestTest, BackAgainEventsAreAStreamWithATrace) {
  const auto back = [](ObserveMode mode) {
    return *eval_request_from_realize(RealizeRequest(Term::literal(Datum())).observing(mode));
  };
  EXPECT_TRUE(back(ObserveMode::events).stream && back(ObserveMode::events).trace);
  EXPECT_TRUE(!back(ObserveMode::ledger).stream && back(ObserveMode::ledger).trace);
  EXPECT_FALSE(back(ObserveMode::final_only).stream || back(ObserveMode::final_only).trace);
}

}  // namespace
}  // namespace fleetsim::core
