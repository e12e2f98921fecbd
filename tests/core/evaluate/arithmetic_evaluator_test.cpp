#include "core/evaluate/arithmetic_evaluator.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/eval/content_key.h"
#include "core/store/stored_reply.h"
#include "core/value/datum.h"
#include "tests/support/forms.h"
#include "tests/support/random_expr.h"
#include "tests/support/split_mix.h"

namespace fleetsim::core {
namespace {

using tests::call;
using tests::f64;
using tests::i64;
using tests::i64_list;
using tests::lambda;
using tests::let;
using tests::list;
using tests::request_of;
using tests::sym;

Evaluation evaluate(const Expr& expr, const EvaluateLimits& limits = {}, Environment environment = {}) {
  return ArithmeticEvaluator(limits, std::move(environment)).evaluate(request_of(expr));
}

std::string outcome(const Expr& expr) {
  const Evaluation evaluation = evaluate(expr);
  return evaluation.reply ? "a value" : evaluation.reply.error().text();
}

Expr text(const char* value) {
  return Expr::string(value);
}
Expr boolean(bool value) {
  return Expr::boolean(value);
}
Expr map_of(std::vector<Expr::Entry> entries) {
  return Expr::map(std::move(entries));
}
const Symbol kPlus = Symbol::unqualified("+");

struct ValueCase {
  const char* name;
  Expr expr;
  Expr value;
};

void PrintTo(const ValueCase& row, std::ostream* out) {
  *out << row.name;
}

class ValueTest : public testing::TestWithParam<ValueCase> {};

TEST_P(ValueTest, IsWhatTheExpressionComesTo) {
  const Evaluation evaluation = evaluate(GetParam().expr);
  ASSERT_TRUE(evaluation.reply) << evaluation.reply.error().text();
  EXPECT_EQ(evaluation.reply->value, GetParam().value);
  EXPECT_GT(evaluation.steps, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Language, ValueTest,
    testing::Values(
        ValueCase{"whole_sum", call("+", {i64(1), i64(2), i64(39)}), i64(42)},
        ValueCase{"by_word", call("sub", {i64(1), i64(2)}), i64(-1)},
        ValueCase{"infix", Expr::infix(kPlus, i64(1), Expr::infix(kPlus, i64(2), i64(3))), i64(6)},
        ValueCase{"prefix_minus", Expr::prefix(Symbol::unqualified("-"), i64(7)), i64(-7)},
        ValueCase{"postfix", Expr::postfix(Symbol::unqualified("not"), boolean(true)), boolean(false)},
        ValueCase{"division_rounds_towards_zero", call("/", {i64(-7), i64(2)}), i64(-3)},
        ValueCase{"remainder_has_the_sign_of_the_dividend", call("rem", {i64(-7), i64(2)}), i64(-1)},
        ValueCase{"remainder_of_the_smallest", call("rem", {i64(INT64_MIN), i64(-1)}), i64(0)},
        ValueCase{"float_sum_is_binary", call("+", {f64("0.1"), f64("0.2")}), f64("0.30000000000000004")},
        ValueCase{"float_quotient", call("/", {f64("1"), f64("3")}), f64("0.3333333333333333")},
        ValueCase{"minus_zero", call("-", {f64("0")}), f64("-0")},
        ValueCase{"a_literal_keeps_its_text", f64("1.00"), f64("1.00")},
        ValueCase{"less", call("<", {i64(1), i64(2)}), boolean(true)},
        ValueCase{"less_equal_of_floats", call("<=", {f64("1.0"), f64("1")}), boolean(true)},
        ValueCase{"greater_of_texts", call(">", {text("b"), text("a")}), boolean(true)},
        ValueCase{"greater_equal", call(">=", {i64(1), i64(2)}), boolean(false)},
        ValueCase{"floats_are_equal_by_value", call("=", {f64("1.0"), f64("1.00")}), boolean(true)},
        ValueCase{"domains_differ", call("=", {f64("1"), i64(1)}), boolean(false)},
        ValueCase{"lists_are_equal_by_structure", call("=", {i64_list({1, 2}), i64_list({1, 2})}),
                  boolean(true)},
        ValueCase{"unequal", call("!=", {text("a"), Expr::nil()}), boolean(true)},
        ValueCase{"maps_are_equal_in_any_order",
                  call("=", {map_of({{sym("a"), i64(1)}, {sym("b"), i64(2)}}),
                             map_of({{sym("b"), i64(2)}, {sym("a"), i64(1)}})}),
                  boolean(true)},
        ValueCase{"and_stops_early", call("and", {boolean(false), call("first", {list({})})}),
                  boolean(false)},
        ValueCase{"or_stops_early", call("or", {boolean(false), boolean(true), sym("unknown")}),
                  boolean(true)},
        ValueCase{"and_of_nothing", call("and", {}), boolean(true)},
        ValueCase{"if_takes_one_branch", call("if", {boolean(false), sym("unknown"), i64(1)}), i64(1)},
        ValueCase{
            "let_sees_earlier_names",
            let({{"x", i64(2)}, {"y", call("*", {sym("x"), sym("x")})}}, call("+", {sym("x"), sym("y")})),
            i64(6)},
        ValueCase{"inner_names_hide_outer", let({{"x", i64(1)}}, let({{"x", i64(2)}}, sym("x"))), i64(2)},
        ValueCase{"names_hide_operations", let({{"+", i64(1)}}, sym("+")), i64(1)},
        ValueCase{"local", let({{"x", i64(1)}}, Expr::local(Symbol::unqualified("x"))), i64(1)},
        ValueCase{"let_of_nothing", let({}, i64(1)), i64(1)},
        ValueCase{"block_is_its_last", Expr::block({i64(1), i64(2)}), i64(2)},
        ValueCase{"empty_block", Expr::block({}), Expr::nil()},
        ValueCase{"quote", Expr::quote(QuoteMode::quote, sym("x")), sym("x")},
        ValueCase{"quote_as_a_call", call("quote", {sym("x")}), sym("x")},
        ValueCase{"symbols_in_lists_are_data", list({sym("x"), i64(1)}), list({sym("x"), i64(1)})},
        ValueCase{"annotations_say_nothing",
                  Expr::annotated(call("+", {i64(1), i64(1)}), {{Symbol::unqualified("note"), text("two")}}),
                  i64(2)},
        ValueCase{"lambda_applied",
                  call(lambda({"a", "b"}, call("-", {sym("a"), sym("b")})), {i64(5), i64(3)}), i64(2)},
        ValueCase{"lambda_keeps_its_scope",
                  let({{"add", let({{"n", i64(10)}}, lambda({"x"}, call("+", {sym("x"), sym("n")})))},
                       {"n", i64(1)}},
                      call("add", {sym("n")})),
                  i64(11)},
        ValueCase{"list", call("list", {call("+", {i64(1), i64(1)}), text("x")}), list({i64(2), text("x")})},
        ValueCase{"length", call("length", {i64_list({7, 8, 9})}), i64(3)},
        ValueCase{"length_of_a_map", call("length", {map_of({{i64(1), i64(2)}})}), i64(1)},
        ValueCase{"first", call("first", {i64_list({7, 8})}), i64(7)},
        ValueCase{"rest", call("rest", {i64_list({7, 8, 9})}), i64_list({8, 9})},
        ValueCase{"append", call("append", {i64_list({1}), i64_list({}), i64_list({2, 3})}),
                  i64_list({1, 2, 3})},
        ValueCase{"append_to_a_vector", call("append", {Expr::vector({i64(1)}), i64_list({2})}),
                  Expr::vector({i64(1), i64(2)})},
        ValueCase{"nth", call("nth", {i64_list({7, 8}), i64(1)}), i64(8)},
        ValueCase{"range", call("range", {i64(3)}), i64_list({0, 1, 2})},
        ValueCase{"get",
                  call("get", {map_of({{sym("a"), i64(1)}, {sym("b"), i64(2)}}),
                               Expr::quote(QuoteMode::quote, sym("b"))}),
                  i64(2)},
        ValueCase{"get_with_a_default", call("get", {map_of({}), i64(1), text("none")}), text("none")},
        ValueCase{"put", call("put", {map_of({{i64(1), i64(1)}, {i64(3), i64(3)}}), i64(2), i64(2)}),
                  map_of({{i64(1), i64(1)}, {i64(2), i64(2)}, {i64(3), i64(3)}})},
        ValueCase{"put_replaces", call("put", {map_of({{i64(1), i64(1)}}), i64(1), i64(9)}),
                  map_of({{i64(1), i64(9)}})},
        ValueCase{"has", call("has", {map_of({{i64(1), i64(1)}}), i64(1)}), boolean(true)},
        ValueCase{"has_not", call("has", {map_of({{i64(1), i64(1)}}), i64(2)}), boolean(false)},
        ValueCase{"map_over_a_lambda",
                  call("map", {lambda({"x"}, call("*", {sym("x"), sym("x")})), i64_list({1, 2, 3})}),
                  i64_list({1, 4, 9})},
        ValueCase{"map_over_an_operation", call("map", {sym("-"), Expr::vector({i64(1)})}),
                  Expr::vector({i64(-1)})},
        ValueCase{"filter",
                  call("filter", {lambda({"x"}, call(">", {sym("x"), i64(1)})), i64_list({1, 2, 3})}),
                  i64_list({2, 3})},
        ValueCase{"reduce_over_an_operation", call("reduce", {sym("+"), i64(0), call("range", {i64(101)})}),
                  i64(5050)},
        ValueCase{"reduce_of_nothing", call("reduce", {sym("+"), i64(7), list({})}), i64(7)},
        ValueCase{
            "reduce_in_order",
            call("reduce", {lambda({"all", "x"}, call("append", {sym("all"), call("list", {sym("x")})})),
                            list({}), i64_list({3, 1, 2})}),
            i64_list({3, 1, 2})}),
    [](const auto& row) { return std::string(row.param.name); });

struct ErrorCase {
  const char* name;
  Expr expr;
  const char* error;
};

void PrintTo(const ErrorCase& row, std::ostream* out) {
  *out << row.name;
}

class ErrorTest : public testing::TestWithParam<ErrorCase> {};

TEST_P(ErrorTest, IsNamed) {
  EXPECT_EQ(outcome(GetParam().expr), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Language, ErrorTest,
    testing::Values(
        ErrorCase{"overflow", call("+", {i64(INT64_MAX), i64(1)}),
                  "evaluation error: overflow of numbers/i64"},
        ErrorCase{"negation_overflow", call("-", {i64(INT64_MIN)}),
                  "evaluation error: overflow of numbers/i64"},
        ErrorCase{"quotient_overflow", call("/", {i64(INT64_MIN), i64(-1)}),
                  "evaluation error: overflow of numbers/i64"},
        ErrorCase{"float_overflow", call("*", {f64("1e308"), f64("10")}),
                  "evaluation error: overflow of numbers/f64"},
        ErrorCase{"by_zero", call("/", {i64(1), i64(0)}), "evaluation error: division by zero"},
        ErrorCase{"by_float_zero", call("/", {f64("1"), f64("-0.0")}), "evaluation error: division by zero"},
        ErrorCase{"remainder_by_zero", call("rem", {i64(1), i64(0)}), "evaluation error: division by zero"},
        ErrorCase{"two_domains", call("+", {i64(1), f64("1")}),
                  "type mismatch: expected numbers/i64, found numbers/f64"},
        ErrorCase{"other_domain", call("-", {Expr::number({Symbol::qualified("numbers", "big"), "1"})}),
                  "type mismatch: expected numbers/i64 or numbers/f64, found numbers/big"},
        ErrorCase{"no_number_of_its_domain",
                  call("-", {Expr::number({Symbol::qualified("numbers", "i64"), "01"})}),
                  "evaluation error: no number of numbers/i64: \"01\""},
        ErrorCase{"no_infinity", call("-", {f64("inf")}),
                  "evaluation error: no number of numbers/f64: \"inf\""},
        ErrorCase{"no_number", call("+", {i64(1), text("1")}),
                  "type mismatch: expected number, found string"},
        ErrorCase{"unknown", sym("x"), "unknown symbol x"},
        ErrorCase{"no_such_local", Expr::local(Symbol::unqualified("+")), "unknown symbol +"},
        ErrorCase{"a_namespace_is_no_operation",
                  Expr::call(Expr::symbol(Symbol::qualified("math", "+")), {i64(1), i64(1)}),
                  "unknown symbol math/+"},
        ErrorCase{"if_of_no_bool", call("if", {i64(1), i64(1), i64(1)}),
                  "type mismatch: expected bool, found number"},
        ErrorCase{"if_of_two", call("if", {boolean(true), i64(1)}),
                  "evaluation error: \"if\" is written (if test then else)"},
        ErrorCase{"and_of_no_bool", call("and", {i64(1)}), "type mismatch: expected bool, found number"},
        ErrorCase{"let_without_names", call("let", {i64(1), i64(2)}),
                  "evaluation error: \"let\" is written (let [[name value] ...] body)"},
        ErrorCase{"lambda_without_names", call("lambda", {i64_list({1}), i64(2)}),
                  "evaluation error: \"lambda\" is written (lambda [name ...] body)"},
        ErrorCase{"too_few", call("rem", {i64(1)}), "evaluation error: \"rem\" takes 2 arguments, got 1"},
        ErrorCase{"too_many", call("get", {i64(1), i64(1), i64(1), i64(1)}),
                  "evaluation error: \"get\" takes 2 or 3 arguments, got 4"},
        ErrorCase{"none", call("+", {}), "evaluation error: \"+\" takes 2 or more arguments, got 0"},
        ErrorCase{"lambda_arity", call(lambda({"x"}, sym("x")), {}),
                  "evaluation error: a lambda takes 1 arguments, got 0"},
        ErrorCase{"no_function", call(i64(1), {}), "type mismatch: expected function, found number"},
        ErrorCase{"a_function_is_no_result", sym("+"), "type mismatch: expected data, found function"},
        ErrorCase{"a_function_is_no_item", call("list", {lambda({}, i64(1))}),
                  "type mismatch: expected data, found function"},
        ErrorCase{"filter_of_no_bool", call("filter", {sym("-"), i64_list({1})}),
                  "type mismatch: expected bool, found number"},
        ErrorCase{"map_of_no_list", call("map", {sym("-"), i64(1)}),
                  "type mismatch: expected list, found number"},
        ErrorCase{"first_of_nothing", call("first", {list({})}),
                  "evaluation error: no item 0 in a list of 0"},
        ErrorCase{"rest_of_nothing", call("rest", {list({})}),
                  "evaluation error: no first item in an empty list"},
        ErrorCase{"nth_below_zero", call("nth", {i64_list({1}), i64(-1)}), "evaluation error: -1 is below 0"},
        ErrorCase{"nth_by_float", call("nth", {i64_list({1}), f64("0")}),
                  "type mismatch: expected numbers/i64, found numbers/f64"},
        ErrorCase{"no_such_key", call("get", {map_of({}), i64(1)}),
                  "evaluation error: the map has no such key"},
        ErrorCase{"no_map", call("put", {i64(1), i64(1), i64(1)}),
                  "type mismatch: expected map, found number"},
        ErrorCase{"duplicate_key", map_of({{i64(1), i64(1)}, {i64(1), i64(2)}}),
                  "evaluation error: duplicate datum map key"},
        ErrorCase{"duplicate_member", Expr::set({i64(1), i64(1)}),
                  "evaluation error: duplicate datum set entry"},
        ErrorCase{"quasi_quote", Expr::quote(QuoteMode::quasi_quote, i64(1)),
                  "evaluation error: a quote of mode QuasiQuote cannot be evaluated"}),
    [](const auto& row) { return std::string(row.param.name); });

// Collections are literals, as the contract lowers them: what is no data in one is refused as its conversion
// is.
TEST(ArithmeticEvaluatorTest, CodeInACollectionIsRefusedAsTheConversionToADatumRefusesIt) {
  tests::SplitMix random(7);
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    const Expr expr = list({tests::random_expr(random, 4)});
    const Result<Datum> datum = datum_from_expr(expr);
    const Evaluation evaluation = evaluate(expr);
    if (datum ||
        (!evaluation.reply && evaluation.reply.error().text().find("duplicate") != std::string::npos))
      continue;
    ++refused;
    ASSERT_FALSE(evaluation.reply);
    EXPECT_EQ(evaluation.reply.error().kind, ErrorKind::type_mismatch);
  }
  EXPECT_GT(refused, 200);
}

TEST(ArithmeticEvaluatorTest, FreeSymbolsAreThoseOfTheEnvironment) {
  const Environment environment = {{Symbol::qualified("site", "rate"), i64(6)}};
  const Expr rate = Expr::symbol(Symbol::qualified("site", "rate"));
  EXPECT_EQ(evaluate(call("*", {rate, i64(7)}), {}, environment).reply->value, i64(42));
  EXPECT_FALSE(evaluate(rate).reply);
}

TEST(ArithmeticEvaluatorTest, LogicModeIsRefused) {
  EvalRequest request = request_of(i64(1));
  request.mode = EvalMode::logic;
  EXPECT_FALSE(ArithmeticEvaluator({}).evaluate(request).reply);
}

// One key, one evaluation: whatever the order of maps and sets in the request.
TEST(ArithmeticEvaluatorTest, RequestsOfOneKeyGetTheSameBytesInTheSameNumberOfSteps) {
  const Expr key = Expr::quote(QuoteMode::quote, sym("b"));
  const auto program = [&](std::vector<Expr::Entry> entries) {
    const Expr data = map_of(std::move(entries));
    return call("list",
                {data, call("keys", {data}), call("put", {data, key, data}), Expr::set({data, i64(1)})});
  };
  const Expr one = program(
      {{sym("a"), i64(1)}, {sym("b"), i64(2)}, {sym("c"), map_of({{i64(2), i64(1)}, {i64(1), i64(2)}})}});
  tests::SplitMix random(3);
  const Evaluation first = evaluate(one);
  ASSERT_TRUE(first.reply) << first.reply.error().text();
  const StoredReply bytes = *StoredReply::encode(*first.reply);
  for (int i = 0; i < 50; ++i) {
    const Expr other = tests::shuffled(random, one);
    ASSERT_EQ(*ContentKey::from_request(request_of(one)), *ContentKey::from_request(request_of(other)));
    const Evaluation again = evaluate(other);
    ASSERT_TRUE(again.reply);
    EXPECT_EQ(StoredReply::encode(*again.reply)->digest(), bytes.digest());
    EXPECT_EQ(again.steps, first.steps);
    EXPECT_EQ(again.memory_bytes, first.memory_bytes);
  }
}

}  // namespace
}  // namespace fleetsim::core
