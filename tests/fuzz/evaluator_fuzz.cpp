// Any expression evaluates or errs within its limits, the same twice, and the same for every order of its
// maps and sets.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/evaluate/arithmetic_evaluator.h"
#include "core/store/stored_reply.h"
#include "core/value/expr.h"

namespace {

using namespace fleetsim;
using core::Expr;
using core::Symbol;

/// Bytes as a program: every byte chooses a form, a word or a number, so that most inputs are nearly sensible
/// ones.
class Program {
 public:
  explicit Program(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  Expr expr(int levels) {
    const std::uint8_t form = next();
    if (levels == 0) return leaf(form);
    switch (form % 16) {
      case 0:
        return Expr::list(some(levels));
      case 1:
        return Expr::vector(some(levels));
      case 2:
        return Expr::set(some(levels));
      case 3: {
        std::vector<Expr::Entry> entries;
        for (std::size_t i = next() % 4U; i > 0; --i) {
          Expr key = expr(levels - 1);
          entries.emplace_back(std::move(key), expr(levels - 1));
        }
        return Expr::map(std::move(entries));
      }
      case 4:
        return Expr::quote(static_cast<core::QuoteMode>(next() % core::kQuoteModes), expr(levels - 1));
      case 5: {
        Expr left = expr(levels - 1);
        return Expr::infix(word(), std::move(left), expr(levels - 1));
      }
      case 6:
        return Expr::prefix(word(), expr(levels - 1));
      case 7: {
        std::vector<Expr> names;
        for (std::size_t i = next() % 3U; i > 0; --i) names.push_back(Expr::symbol(word()));
        return call("lambda", {Expr::list(std::move(names)), expr(levels - 1)});
      }
      case 8: {
        std::vector<Expr> bindings;
        for (std::size_t i = next() % 3U; i > 0; --i) {
          Expr name = Expr::symbol(word());
          bindings.push_back(Expr::list({std::move(name), expr(levels - 1)}));
        }
        return call("let", {Expr::list(std::move(bindings)), expr(levels - 1)});
      }
      case 9:
        return Expr::call(expr(levels - 1), some(levels));
      case 10:
        return Expr::block(some(levels));
      case 11:
        return Expr::annotated(expr(levels - 1), {{word(), leaf(next())}});
      case 12:
        return leaf(next());
      default:
        return Expr::call(Expr::symbol(word()), some(levels));
    }
  }

 private:
  std::uint8_t next() {
    if (at_ == bytes_.size()) return 0;
    return bytes_[at_++];
  }
  std::vector<Expr> some(int levels) {
    std::vector<Expr> items;
    for (std::size_t i = next() % 5U; i > 0; --i) items.push_back(expr(levels - 1));
    return items;
  }
  Expr call(const char* name, std::vector<Expr> arguments) {
    return Expr::call(Expr::symbol(Symbol::unqualified(name)), std::move(arguments));
  }
  Symbol word() {
    static constexpr std::array kWords = {"f",    "x",      "y",      "+",     "-",    "*",      "/",
                                          "rem",  "=",      "<",      "<=",    "not",  "if",     "and",
                                          "or",   "let",    "lambda", "quote", "list", "length", "first",
                                          "rest", "append", "nth",    "range", "get",  "put",    "has",
                                          "keys", "map",    "filter", "reduce"};
    return Symbol::unqualified(kWords[next() % kWords.size()]);
  }
  Expr leaf(std::uint8_t kind) {
    static constexpr std::array kWhole = {
        "0", "1", "-1", "2", "63", "9223372036854775807", "-9223372036854775808", "01"};
    static constexpr std::array kFloats = {"0", "-0", "1.5", "1e308", "5e-324", "0.1", "inf", "1e999"};
    switch (kind % 8) {
      case 0:
        return Expr::nil();
      case 1:
        return Expr::boolean(next() % 2 == 0);
      case 2:
      case 3:
        return Expr::number({Symbol::qualified("numbers", "i64"), kWhole[next() % kWhole.size()]});
      case 4:
        return Expr::number({Symbol::qualified("numbers", "f64"), kFloats[next() % kFloats.size()]});
      case 5:
        return Expr::string(std::string(next() % 8U, 'a'));
      case 6:
        return Expr::local(word());
      default:
        return Expr::symbol(word());
    }
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

/// The same with the entries of every map and the members of every set the other way round.
Expr reversed(const Expr& expr) {
  if (!expr.has_unordered()) return expr;
  std::vector<Expr> children;
  for (const Expr& child : expr.children()) children.push_back(reversed(child));
  const std::size_t width = expr.kind() == Expr::Kind::map ? 2 : 1;
  if (width == 2 || expr.kind() == Expr::Kind::set) {
    std::vector<Expr> turned;
    for (std::size_t i = children.size(); i > 0; i -= width)
      for (std::size_t k = 0; k < width; ++k) turned.push_back(children[i - width + k]);
    children = std::move(turned);
  }
  return expr.with_children(std::move(children));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr core::EvaluateLimits kLimits{.steps_max = 20'000, .memory_bytes_max = 2'000'000};
  const core::ArithmeticEvaluator evaluator(kLimits);
  core::EvalRequest request;
  request.expr = Program({data, size}).expr(12);
  const core::Evaluation evaluation = evaluator.evaluate(request);
  FLEET_CHECK(evaluation.steps <= kLimits.steps_max);
  FLEET_CHECK(evaluation.memory_bytes <= kLimits.memory_bytes_max);
  if (evaluation.reply)
    FLEET_CHECK(core::StoredReply::encode(*evaluation.reply), "a result within the limits can be sent");
  else
    FLEET_CHECK(!evaluation.reply.error().text().empty());

  request.expr = reversed(request.expr);
  const core::Evaluation again = evaluator.evaluate(request);
  FLEET_CHECK(again.steps == evaluation.steps && again.memory_bytes == evaluation.memory_bytes);
  FLEET_CHECK(again.reply.has_value() == evaluation.reply.has_value());
  if (evaluation.reply)
    FLEET_CHECK(core::StoredReply::encode(*again.reply)->digest() ==
                    core::StoredReply::encode(*evaluation.reply)->digest(),
                "one key, one reply");
  else
    FLEET_CHECK(again.reply.error() == evaluation.reply.error());
  return 0;
}
