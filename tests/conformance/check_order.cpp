#include <algorithm>

#include <fmt/format.h>

#include "core/eval/content_key.h"
#include "tests/conformance/judge.h"

namespace fleetsim::conformance {
namespace {

using nlohmann::json;

void require_rank(const json& line, std::size_t expected) {
  const json& rank = line["rank"];
  if (!rank.is_number_unsigned() || rank.get<std::uint64_t>() != expected) {
    throw BadVector(fmt::format("rank {}, expected {}", rank.dump(), expected));
  }
}

// Sorts what the lines hold, beginning from an order that is neither theirs nor its reverse, and gives a
// verdict to every line that does not come out at its own place. `Item` has `line`, its index, and an order
// by `less`.
template <class Item, class Less>
void judge_order(std::vector<Item> items, Less less, std::vector<Verdict>& verdicts) {
  std::vector<std::size_t> places;
  places.reserve(items.size());
  for (const Item& item : items) places.push_back(item.line);
  std::vector<Item> mixed;
  mixed.reserve(items.size());
  for (std::size_t step = 0; step < 7; ++step) {
    for (std::size_t i = step; i < items.size(); i += 7) mixed.push_back(items[i]);
  }
  std::reverse(mixed.begin(), mixed.end());
  std::sort(mixed.begin(), mixed.end(), less);
  for (std::size_t i = 0; i < mixed.size(); ++i) {
    if (verdicts[places[i]]) continue;
    if (mixed[i].line != places[i]) {
      verdicts[places[i]] = fmt::format("line {} sorts to this place, expected this line", mixed[i].line + 1);
    } else if (i > 0 && !less(mixed[i - 1], mixed[i])) {
      verdicts[places[i]] = "equal to the line before, expected a greater one";
    }
  }
}

struct KeyItem {
  core::ContentKey key;
  std::size_t line;
};

struct SymbolItem {
  core::Symbol symbol;
  std::size_t line;
};

Verdict check_checked_name(const core::Symbol& symbol, const std::string& expected) {
  const core::Result<core::Symbol> checked = core::Symbol::checked(symbol.name);
  if (expected == "ok") return compare("checked name", checked ? "ok" : checked.error().first, expected);
  // The text quotes the name as the original's own debug format does: the reason is what counts.
  for (const std::string_view reason :
       {"contains the reserved namespace separator", "contains a control character"}) {
    if (expected.find(reason) == std::string::npos) continue;
    if (!checked && checked.error().first.find(reason) != std::string::npos) return std::nullopt;
    return fmt::format("checked name {}, expected {}", checked ? "ok" : checked.error().first, expected);
  }
  throw BadVector(fmt::format("outcome {}, expected ok or one of two reasons", expected));
}

}  // namespace

std::vector<Verdict> check_key_order(std::span<const Line> lines) {
  std::vector<Verdict> verdicts;
  std::vector<KeyItem> items;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    verdicts.push_back(judge_line(lines[i], [&](const json& line) -> Verdict {
      require_members(line, {"rank", "request", "digest_hex", "key_canonical_hex"});
      require_rank(line, i);
      const core::Result<core::ContentKey> key =
          core::ContentKey::from_request(read_request(line["request"]));
      if (!key) return fmt::format("content key {}, expected ok", key.error().text());
      items.push_back({*key, i});
      if (Verdict wrong = compare("digest", core::to_hex(key->digest()), read_string(line["digest_hex"])))
        return wrong;
      return compare("bytes of the key", core::to_hex(key->canonical()),
                     read_string(line["key_canonical_hex"]));
    }));
  }
  judge_order(
      std::move(items), [](const KeyItem& a, const KeyItem& b) { return core::reference_less(a.key, b.key); },
      verdicts);
  return verdicts;
}

std::vector<Verdict> check_symbol_order(std::span<const Line> lines) {
  std::vector<Verdict> verdicts;
  std::vector<SymbolItem> items;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    verdicts.push_back(judge_line(lines[i], [&](const json& line) -> Verdict {
      require_members(line, {"rank", "symbol", "qualified", "checked_name"});
      require_rank(line, i);
      const core::Symbol symbol = read_symbol(line["symbol"]);
      items.push_back({symbol, i});
      if (Verdict wrong = compare("text", symbol.text(), read_string(line["qualified"]))) return wrong;
      return check_checked_name(symbol, read_string(line["checked_name"]));
    }));
  }
  judge_order(
      std::move(items), [](const SymbolItem& a, const SymbolItem& b) { return a.symbol < b.symbol; },
      verdicts);
  return verdicts;
}

}  // namespace fleetsim::conformance
