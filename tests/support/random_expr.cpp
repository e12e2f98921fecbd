#include "tests/support/random_expr.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace fleetsim::tests {

using core::Expr;
using core::Symbol;

namespace {

std::string random_text(SplitMix& random) {
  static const std::array<std::string, 10> texts = {
      "", "a", "b", "ab", "a/b", "/", "\xC3\xA9", std::string("\0", 1), "\xF0\x9F\x98\x80", "b/a"};
  return texts[random.below(texts.size())];
}

std::vector<Expr> random_items(SplitMix& random, int levels) {
  std::vector<Expr> items;
  for (std::uint64_t n = random.below(4); n > 0; --n) items.push_back(random_expr(random, levels));
  return items;
}

}  // namespace

Symbol random_symbol(SplitMix& random) {
  const bool qualified = random.below(2) == 0;
  std::string name = random_text(random);
  return qualified ? Symbol::qualified(random_text(random), std::move(name))
                   : Symbol::unqualified(std::move(name));
}

Expr random_expr(SplitMix& random, int levels) {
  const std::uint64_t kind = random.below(levels > 1 ? 19 : 7);
  switch (kind) {
    case 0:
      return Expr::nil();
    case 1:
      return Expr::boolean(random.below(2) == 0);
    case 2: {
      Symbol domain = random_symbol(random);
      return Expr::number({std::move(domain), random_text(random)});
    }
    case 3:
      return Expr::symbol(random_symbol(random));
    case 4:
      return Expr::local(random_symbol(random));
    case 5:
      return Expr::string(random_text(random));
    case 6: {
      core::Bytes bytes(random.below(4));
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
      return Expr::bytes(std::move(bytes));
    }
    case 7:
      return Expr::list(random_items(random, levels - 1));
    case 8:
      return Expr::vector(random_items(random, levels - 1));
    case 9: {
      std::vector<Expr::Entry> entries;
      for (std::uint64_t n = random.below(4); n > 0; --n) {
        Expr key = random_expr(random, levels - 1);
        Expr value = random_expr(random, levels - 1);
        entries.emplace_back(std::move(key), std::move(value));
      }
      return Expr::map(std::move(entries));
    }
    case 10:
      return Expr::set(random_items(random, levels - 1));
    case 11: {
      Expr operation = random_expr(random, levels - 1);
      return Expr::call(std::move(operation), random_items(random, levels - 1));
    }
    case 12: {
      Symbol operation = random_symbol(random);
      Expr left = random_expr(random, levels - 1);
      Expr right = random_expr(random, levels - 1);
      return Expr::infix(std::move(operation), std::move(left), std::move(right));
    }
    case 13: {
      Symbol operation = random_symbol(random);
      return Expr::prefix(std::move(operation), random_expr(random, levels - 1));
    }
    case 14: {
      Symbol operation = random_symbol(random);
      return Expr::postfix(std::move(operation), random_expr(random, levels - 1));
    }
    case 15:
      return Expr::block(random_items(random, levels - 1));
    case 16: {
      const auto mode = static_cast<core::QuoteMode>(random.below(core::kQuoteModes));
      return Expr::quote(mode, random_expr(random, levels - 1));
    }
    case 17: {
      Expr what = random_expr(random, levels - 1);
      std::vector<Expr::Annotation> annotations;
      for (std::uint64_t n = random.below(3); n > 0; --n) {
        Symbol name = random_symbol(random);
        annotations.emplace_back(std::move(name), random_expr(random, levels - 1));
      }
      return Expr::annotated(std::move(what), std::move(annotations));
    }
    default: {
      Symbol tag = random_symbol(random);
      return Expr::extension(std::move(tag), random_expr(random, levels - 1));
    }
  }
}

Expr shuffled(SplitMix& random, const Expr& expr) {
  std::vector<Expr> children;
  for (const Expr& child : expr.children()) children.push_back(shuffled(random, child));
  const std::size_t width = expr.kind() == Expr::Kind::map ? 2 : expr.kind() == Expr::Kind::set ? 1 : 0;
  if (width > 0) {
    for (std::size_t n = children.size() / width; n > 1; --n) {
      const std::size_t other = random.below(n);
      for (std::size_t k = 0; k < width; ++k)
        std::swap(children[(n - 1) * width + k], children[other * width + k]);
    }
  }
  return expr.with_children(std::move(children));
}

Expr tower(std::uint32_t levels) {
  const Symbol name = Symbol::qualified("t", "s");
  Expr top;
  for (std::uint32_t i = 1; i < levels; ++i) {
    std::vector<Expr> one;
    one.push_back(std::move(top));
    switch (i % 12) {
      case 0:
        top = Expr::list(std::move(one));
        break;
      case 1:
        top = Expr::vector(std::move(one));
        break;
      case 2:
        top = Expr::map({{Expr::nil(), std::move(one[0])}});
        break;
      case 3:
        one.push_back(Expr::nil());
        top = Expr::set(std::move(one));
        break;
      case 4:
        top = Expr::call(Expr::nil(), std::move(one));
        break;
      case 5:
        top = Expr::infix(name, std::move(one[0]), Expr::nil());
        break;
      case 6:
        top = Expr::prefix(name, std::move(one[0]));
        break;
      case 7:
        top = Expr::postfix(name, std::move(one[0]));
        break;
      case 8:
        top = Expr::block(std::move(one));
        break;
      case 9:
        top = Expr::quote(core::QuoteMode::syntax, std::move(one[0]));
        break;
      case 10:
        top = Expr::annotated(Expr::nil(), {{name, std::move(one[0])}});
        break;
      default:
        top = Expr::extension(name, std::move(one[0]));
        break;
    }
  }
  return top;
}

}  // namespace fleetsim::tests
