#include "core/value/canonical_order.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

using Kind = Expr::Kind;

// The place of each kind in the order of canonical keys: the rank of its shape, then its tag by bytes.
constexpr std::array<std::uint8_t, 19> kRanks = [] {
  constexpr std::array order = {Kind::nil,    Kind::boolean, Kind::bytes,  Kind::string,    Kind::local,
                                Kind::symbol, Kind::number,  Kind::block,  Kind::call,      Kind::list,
                                Kind::map,    Kind::set,     Kind::vector, Kind::annotated, Kind::extension,
                                Kind::infix,  Kind::postfix, Kind::prefix, Kind::quote};
  std::array<std::uint8_t, 19> ranks{};
  for (std::size_t i = 0; i < order.size(); ++i)
    ranks[static_cast<std::size_t>(order[i])] = static_cast<std::uint8_t>(i);
  return ranks;
}();

std::strong_ordering compare_bytes(ByteView a, ByteView b) {
  return as_text(a) <=> as_text(b);
}

// Canonical keys hold number domains and annotation names rendered, where the name `a/b` and the name `b` in
// `a` look alike.
std::strong_ordering compare_rendered(const Symbol& a, const Symbol& b) {
  if (a == b) return std::strong_ordering::equal;
  return a.text() <=> b.text();
}

// What a node says before its children are looked at.
std::strong_ordering compare_heads(const Expr& a, const Expr& b) {
  if (a.kind() != b.kind()) {
    return kRanks[static_cast<std::size_t>(a.kind())] <=> kRanks[static_cast<std::size_t>(b.kind())];
  }
  switch (a.kind()) {
    case Kind::boolean:
      return a.as_bool() <=> b.as_bool();
    case Kind::number:
      if (const auto order = compare_rendered(a.symbol(), b.symbol()); order != 0) return order;
      return a.text() <=> b.text();
    case Kind::symbol:
    case Kind::local:
    case Kind::infix:
    case Kind::prefix:
    case Kind::postfix:
    case Kind::extension:
      return a.symbol() <=> b.symbol();
    case Kind::string:
      return a.text() <=> b.text();
    case Kind::bytes:
      return compare_bytes(a.bytes(), b.bytes());
    case Kind::quote:
      return std::string_view(to_string(a.quote_mode())) <=> std::string_view(to_string(b.quote_mode()));
    case Kind::nil:
    case Kind::list:
    case Kind::vector:
    case Kind::map:
    case Kind::set:
    case Kind::call:
    case Kind::block:
    case Kind::annotated:
      break;
  }
  return std::strong_ordering::equal;
}

bool pairs_below(const Expr& a, const Expr& b) {
  return !a.shares_with(b) && !(a.children().empty() && b.children().empty());
}

}  // namespace

Result<void> check_depth(std::uint32_t depth, std::string_view what) {
  if (depth <= kDepthMax) return {};
  return Error::eval(fmt::format("{} nests deeper than {} levels", what, kDepthMax),
                     ErrorCode::limit_exceeded);
}

std::strong_ordering compare_in_order(const Expr& a, const Expr& b) {
  if (const auto order = compare_heads(a, b); order != 0) return order;
  if (!pairs_below(a, b)) return std::strong_ordering::equal;

  struct Frame {
    const Expr* a;
    const Expr* b;
    std::size_t next;
  };
  std::vector<Frame> frames{{&a, &b, 0}};
  while (!frames.empty()) {
    Frame& frame = frames.back();
    const std::span<const Expr> left = frame.a->children();
    const std::span<const Expr> right = frame.b->children();
    const std::size_t i = frame.next++;
    if (i >= left.size() || i >= right.size()) {
      if (left.size() != right.size()) return left.size() <=> right.size();
      frames.pop_back();
      continue;
    }
    if (frame.a->kind() == Kind::annotated && i > 0) {
      if (const auto order = compare_rendered(frame.a->names()[i - 1], frame.b->names()[i - 1]); order != 0)
        return order;
    }
    if (const auto order = compare_heads(left[i], right[i]); order != 0) return order;
    if (pairs_below(left[i], right[i])) frames.push_back({&left[i], &right[i], 0});
  }
  return std::strong_ordering::equal;
}

Expr canonical_form(const Expr& expr) {
  if (!expr.has_unordered()) return expr;

  const std::span<const Expr> given = expr.children();
  std::vector<Expr> children;
  children.reserve(given.size());
  bool changed = false;
  for (const Expr& child : given) {
    children.push_back(canonical_form(child));
    changed = changed || !children.back().shares_with(child);
  }

  if (expr.kind() == Kind::map || expr.kind() == Kind::set) {
    const std::size_t width = expr.kind() == Kind::map ? 2 : 1;
    std::vector<std::size_t> order(children.size() / width);
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto before = [&](std::size_t i, std::size_t j) {
      for (std::size_t k = 0; k < width; ++k) {
        const auto by = compare_in_order(children[i * width + k], children[j * width + k]);
        if (by != 0) return by < 0;
      }
      return i < j;
    };
    if (!std::is_sorted(order.begin(), order.end(), before)) {
      std::sort(order.begin(), order.end(), before);
      std::vector<Expr> sorted;
      sorted.reserve(children.size());
      for (const std::size_t i : order) {
        for (std::size_t k = 0; k < width; ++k) sorted.push_back(std::move(children[i * width + k]));
      }
      children = std::move(sorted);
      changed = true;
    }
  }
  return changed ? expr.with_children(std::move(children)) : expr;
}

std::strong_ordering canonical_compare(const Expr& a, const Expr& b) {
  return compare_in_order(canonical_form(a), canonical_form(b));
}

}  // namespace fleetsim::core
