#include "core/value/expr_codec.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/base/byte_reader.h"
#include "core/base/byte_writer.h"
#include "core/base/utf8.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'S', 'L', 'B', '8'};
constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kNoOrigins = 0;

enum class Tag : std::uint8_t {
  nil,
  no,
  yes,
  number,
  symbol,
  string,
  bytes,
  list,
  vector,
  map,
  set,
  call,
  infix,
  prefix,
  postfix,
  block,
  quote,
  annotated,
  extension,
  local
};

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// The three tables of a document, each sorted and without repeats.
struct Tables {
  std::vector<std::string> namespaces;
  std::vector<Symbol> symbols;
  std::vector<Symbol> domains;
};

class Encoder {
 public:
  explicit Encoder(const Expr& body) {
    collect(body);
    sort_unique(tables_.namespaces);
    sort_unique(tables_.symbols);
    sort_unique(tables_.domains);
    out_.raw(kMagic);
    out_.varuint(kVersion);
    out_.varuint(kNoOrigins);
    out_.varuint(tables_.namespaces.size());
    for (const std::string& ns : tables_.namespaces) out_.blob(ns);
    for (const std::vector<Symbol>* table : {&tables_.symbols, &tables_.domains}) {
      out_.varuint(table->size());
      for (const Symbol& symbol : *table) {
        out_.varuint(symbol.ns ? index(tables_.namespaces, *symbol.ns) + 1 : 0);
        out_.blob(symbol.name);
      }
    }
    write(body);
  }

  Bytes take() && { return std::move(out_).take(); }

 private:
  void collect_symbol(const Symbol& symbol, std::vector<Symbol>& table) {
    if (symbol.ns) tables_.namespaces.push_back(*symbol.ns);
    table.push_back(symbol);
  }

  void collect(const Expr& expr) {
    switch (expr.kind()) {
      case Expr::Kind::number:
        collect_symbol(expr.symbol(), tables_.domains);
        break;
      case Expr::Kind::symbol:
      case Expr::Kind::local:
      case Expr::Kind::infix:
      case Expr::Kind::prefix:
      case Expr::Kind::postfix:
      case Expr::Kind::extension:
        collect_symbol(expr.symbol(), tables_.symbols);
        break;
      default:
        break;
    }
    for (const Symbol& name : expr.names()) collect_symbol(name, tables_.symbols);
    for (const Expr& child : expr.children()) collect(child);
  }

  template <class T>
  static std::uint64_t index(const std::vector<T>& table, const T& value) {
    return static_cast<std::uint64_t>(std::lower_bound(table.begin(), table.end(), value) - table.begin());
  }

  void tag(Tag tag) { out_.u8(static_cast<std::uint8_t>(tag)); }
  void symbol(const Symbol& symbol) { out_.varuint(index(tables_.symbols, symbol)); }
  void all(std::span<const Expr> exprs) {
    for (const Expr& expr : exprs) write(expr);
  }
  void sequence(Tag kind, const Expr& expr) {
    tag(kind);
    out_.varuint(expr.children().size());
    all(expr.children());
  }
  void with_symbol(Tag kind, const Expr& expr) {
    tag(kind);
    symbol(expr.symbol());
    all(expr.children());
  }

  void write(const Expr& expr) {
    const std::span<const Expr> children = expr.children();
    switch (expr.kind()) {
      case Expr::Kind::nil:
        return tag(Tag::nil);
      case Expr::Kind::boolean:
        return tag(expr.as_bool() ? Tag::yes : Tag::no);
      case Expr::Kind::number:
        tag(Tag::number);
        out_.varuint(index(tables_.domains, expr.symbol()));
        return out_.blob(expr.text());
      case Expr::Kind::symbol:
        return with_symbol(Tag::symbol, expr);
      case Expr::Kind::local:
        return with_symbol(Tag::local, expr);
      case Expr::Kind::string:
        tag(Tag::string);
        return out_.blob(expr.text());
      case Expr::Kind::bytes:
        tag(Tag::bytes);
        return out_.blob(expr.bytes());
      case Expr::Kind::list:
        return sequence(Tag::list, expr);
      case Expr::Kind::vector:
        return sequence(Tag::vector, expr);
      case Expr::Kind::set:
        return sequence(Tag::set, expr);
      case Expr::Kind::block:
        return sequence(Tag::block, expr);
      case Expr::Kind::map:
        tag(Tag::map);
        out_.varuint(children.size() / 2);
        return all(children);
      case Expr::Kind::call:
        tag(Tag::call);
        write(children[0]);
        out_.varuint(children.size() - 1);
        return all(children.subspan(1));
      case Expr::Kind::infix:
        return with_symbol(Tag::infix, expr);
      case Expr::Kind::prefix:
        return with_symbol(Tag::prefix, expr);
      case Expr::Kind::postfix:
        return with_symbol(Tag::postfix, expr);
      case Expr::Kind::extension:
        return with_symbol(Tag::extension, expr);
      case Expr::Kind::quote:
        tag(Tag::quote);
        out_.u8(static_cast<std::uint8_t>(expr.quote_mode()));
        return write(children[0]);
      case Expr::Kind::annotated:
        tag(Tag::annotated);
        write(children[0]);
        out_.varuint(children.size() - 1);
        for (std::size_t i = 1; i < children.size(); ++i) {
          symbol(expr.names()[i - 1]);
          write(children[i]);
        }
        return;
    }
    FLEET_CHECK(false, "an expression of no kind");
  }

  Tables tables_;
  ByteWriter out_;
};

class Decoder {
 public:
  Decoder(ByteView bytes, const DecodeLimits& limits, DecodeRules rules)
      : reader_(bytes), limits_(limits), rules_(rules) {
    limits_.depth_max = std::min(limits_.depth_max, kDepthMax);
  }

  Result<Expr> document() {
    const ByteView magic = reader_.raw(kMagic.size());
    if (!std::equal(magic.begin(), magic.end(), kMagic.begin(), kMagic.end()))
      return refused("the magic is not SLB8");
    const std::uint64_t version = varuint();
    if (version != kVersion) return refused(fmt::format("version {} is not 1", version));
    const std::uint64_t flags = varuint();
    if (flags != kNoOrigins) return refused(fmt::format("flags {} are not 0", flags));

    std::vector<std::string> names = strings_table();
    namespaces_.values = std::move(names);
    namespaces_.used.resize(namespaces_.values.size());
    if (!error_) symbol_table(symbols_);
    if (!error_) symbol_table(domains_);
    // The body is one node, and owes at least one byte.
    Expr body = claim(1, 1) ? node(1) : Expr();
    if (!error_ && !reader_.ok()) fail("the bytes end early, or an integer is padded");
    if (!error_ && reader_.remaining() > 0) fail("bytes follow the expression");
    if (!error_ && strict() && !(namespaces_.all_used() && symbols_.all_used() && domains_.all_used())) {
      fail("a table holds an entry that nothing uses");
    }
    if (error_) return *std::move(error_);
    return body;
  }

 private:
  template <class T>
  struct Table {
    std::vector<T> values;
    std::vector<bool> used;

    bool all_used() const { return std::find(used.begin(), used.end(), false) == used.end(); }
  };

  static Error refused(std::string why, ErrorCode code = ErrorCode::malformed) {
    return Error::codec("codec/binary", std::move(why), code);
  }
  // The first failure is kept; the reader then yields nothing any more, so that all loops end.
  void fail(std::string why, ErrorCode code = ErrorCode::malformed) {
    if (!error_) error_ = refused(std::move(why), code);
    reader_.fail();
  }
  bool failed() const { return error_ || !reader_.ok(); }
  bool strict() const { return rules_ != DecodeRules::reference; }
  std::uint64_t varuint() { return strict() ? reader_.varuint() : reader_.varuint_lenient(); }

  std::string string() {
    const std::uint64_t size = varuint();
    if (size > limits_.string_bytes_max) {
      fail(fmt::format("a string of {} bytes, limit {}", size, limits_.string_bytes_max),
           ErrorCode::limit_exceeded);
      return {};
    }
    const std::string_view text = as_text(reader_.raw(size));
    if (!is_utf8(text)) {
      fail("a string that is not UTF-8");
      return {};
    }
    return std::string(text);
  }

  // A count of table entries, each of which takes at least `bytes_each`. No more than nodes can be in use.
  std::uint64_t table_count(std::size_t bytes_each) {
    const std::uint64_t n = varuint();
    if (n > reader_.remaining() / bytes_each) return reader_.fail();
    if (n <= limits_.nodes_max) return n;
    fail(fmt::format("a table of {} entries, limit {}", n, limits_.nodes_max), ErrorCode::limit_exceeded);
    return 0;
  }

  std::vector<std::string> strings_table() {
    std::vector<std::string> out;
    const std::uint64_t count = table_count(1);
    for (std::uint64_t i = 0; i < count && !failed(); ++i) {
      std::string value = string();
      if (strict() && !out.empty() && !(out.back() < value))
        fail("the namespaces are not sorted, or one repeats");
      out.push_back(std::move(value));
    }
    return out;
  }

  void symbol_table(Table<Symbol>& table) {
    const std::uint64_t count = table_count(2);
    for (std::uint64_t i = 0; i < count && !failed(); ++i) {
      Symbol symbol;
      if (const std::uint64_t ns = varuint(); ns > 0) symbol.ns = at(namespaces_, ns - 1);
      symbol.name = string();
      if (strict() && !table.values.empty() && !(table.values.back() < symbol))
        fail("symbols are not sorted, or one repeats");
      table.values.push_back(std::move(symbol));
    }
    table.used.resize(table.values.size());
  }

  template <class T>
  T at(Table<T>& table, std::uint64_t index) {
    if (index >= table.values.size()) {
      fail(fmt::format("index {} into a table of {}", index, table.values.size()));
      return {};
    }
    table.used[static_cast<std::size_t>(index)] = true;
    return table.values[static_cast<std::size_t>(index)];
  }
  Symbol symbol() { return at(symbols_, varuint()); }

  // Announces nodes to come, of `bytes_each` at least, and refuses what the rest of the input cannot hold.
  // All that is announced and not read yet is kept in `owed_`, so that nested claims cannot add up to more
  // than the input.
  bool claim(std::uint64_t nodes, std::uint64_t bytes_each) {
    if (failed()) return false;
    if (nodes > limits_.nodes_max - nodes_claimed_) {
      fail(fmt::format("more than {} nodes", limits_.nodes_max), ErrorCode::limit_exceeded);
      return false;
    }
    if (owed_ > reader_.remaining() || nodes > (reader_.remaining() - owed_) / bytes_each) {
      fail("a count of more than the bytes can hold");
      return false;
    }
    nodes_claimed_ += nodes;
    owed_ += nodes;
    return true;
  }
  // A count of items, each of which is `nodes_each` nodes in at least `bytes_each`; all are claimed.
  std::uint64_t items(std::uint64_t nodes_each, std::uint64_t bytes_each) {
    const std::uint64_t n = varuint();
    if (n > limits_.collection_items_max) {
      fail(fmt::format("a collection of {} items, limit {}", n, limits_.collection_items_max),
           ErrorCode::limit_exceeded);
      return 0;
    }
    return claim(n * nodes_each, bytes_each / nodes_each) ? n : 0;
  }

  // One node that is being read, but for the children read so far.
  struct Level {
    Tag tag = Tag::nil;
    QuoteMode mode = QuoteMode::quote;
    std::uint64_t count = 0;  // children known to come, all claimed
    Symbol symbol;
    std::vector<Symbol> names;
    Expr leaf;
  };

  // Reads one node that has been claimed, at `depth` levels from the top (1 is the body itself). Recurses.
  // All else is kept out of this function, and is never inlined into it, because its frame is on the stack
  // once per level.
  Expr node(std::uint32_t depth) {
    Level level;
    std::vector<Expr> children;
    read_head(level, depth, children);
    for (std::uint64_t i = 0; i < level.count && !failed(); ++i) {
      before_child(level, i);
      children.push_back(node(depth + 1));
      after_child(level, children);
    }
    return failed() ? Expr() : assemble(level, children);
  }

  // All up to the first child; of a leaf, all.
  [[gnu::noinline]] void read_head(Level& level, std::uint32_t depth, std::vector<Expr>& children) {
    if (failed()) return;
    if (depth > limits_.depth_max) {
      return fail(fmt::format("nests deeper than {} levels", limits_.depth_max), ErrorCode::limit_exceeded);
    }
    --owed_;
    const std::uint8_t tag = reader_.u8();
    level.tag = static_cast<Tag>(tag);
    switch (level.tag) {
      case Tag::nil:
        return;
      case Tag::no:
      case Tag::yes:
        level.leaf = Expr::boolean(level.tag == Tag::yes);
        return;
      case Tag::number: {
        Symbol domain = at(domains_, varuint());
        level.leaf = Expr::number({std::move(domain), string()});
        return;
      }
      case Tag::symbol:
        level.leaf = Expr::symbol(symbol());
        return;
      case Tag::local:
        level.leaf = Expr::local(symbol());
        return;
      case Tag::string:
        level.leaf = Expr::string(string());
        return;
      case Tag::bytes:
        level.leaf = Expr::bytes(blob());
        return;
      case Tag::list:
      case Tag::vector:
      case Tag::block:
      case Tag::set:
        level.count = items(1, 1);
        break;
      case Tag::map:
        level.count = 2 * items(2, 2);
        break;
      case Tag::infix:
        level.symbol = symbol();
        level.count = claim(2, 1) ? 2 : 0;
        break;
      case Tag::prefix:
      case Tag::postfix:
      case Tag::extension:
        level.symbol = symbol();
        level.count = claim(1, 1) ? 1 : 0;
        break;
      case Tag::quote: {
        const std::uint8_t mode = reader_.u8();
        if (mode >= kQuoteModes) {
          return fail(fmt::format("quote mode {} is not one of 0 to {}", mode, kQuoteModes - 1));
        }
        level.mode = static_cast<QuoteMode>(mode);
        level.count = claim(1, 1) ? 1 : 0;
        break;
      }
      case Tag::call:
      case Tag::annotated:
        level.count = claim(1, 1) ? 1 : 0;  // the others are counted behind the first
        break;
      default:
        return fail(fmt::format("tag {} is not one of 0 to 19", tag));
    }
    children.reserve(static_cast<std::size_t>(level.count));
  }

  [[gnu::noinline]] void before_child(Level& level, std::uint64_t i) {
    if (level.tag == Tag::annotated && i > 0) level.names.push_back(symbol());
  }

  [[gnu::noinline]] void after_child(Level& level, std::vector<Expr>& children) {
    if (failed()) return;
    const std::size_t read = children.size();
    if (level.tag == Tag::call && read == 1) level.count += items(1, 1);
    if (level.tag == Tag::annotated && read == 1) level.count += items(1, 2);
    if (strict()) check_order(level, children);
  }

  // Of the last two members of a set, or the last two entries of a map.
  void check_order(const Level& level, const std::vector<Expr>& children) {
    const std::size_t read = children.size();
    const bool distinct = rules_ == DecodeRules::distinct;
    if (level.tag == Tag::set && read > 1) {
      const auto order = compare_in_order(children[read - 2], children[read - 1]);
      if (order > 0) fail("the members of a set are not in canonical order");
      if (order == 0 && distinct) fail("a member of a set repeats");
    }
    if (level.tag == Tag::map && read > 2 && read % 2 == 0) {
      auto order = compare_in_order(children[read - 4], children[read - 2]);
      if (order == 0 && distinct) fail("a key of a map repeats");
      if (order == 0) order = compare_in_order(children[read - 3], children[read - 1]);
      if (order > 0) fail("the entries of a map are not in canonical order");
    }
  }

  [[gnu::noinline]] static Expr assemble(Level& level, std::vector<Expr>& children) {
    switch (level.tag) {
      case Tag::list:
        return Expr::list(std::move(children));
      case Tag::vector:
        return Expr::vector(std::move(children));
      case Tag::block:
        return Expr::block(std::move(children));
      case Tag::set:
        return Expr::set(std::move(children));
      case Tag::map: {
        std::vector<Expr::Entry> entries;
        entries.reserve(children.size() / 2);
        for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
          entries.emplace_back(std::move(children[i]), std::move(children[i + 1]));
        }
        return Expr::map(std::move(entries));
      }
      case Tag::call: {
        Expr operation = std::move(children.front());
        children.erase(children.begin());
        return Expr::call(std::move(operation), std::move(children));
      }
      case Tag::infix:
        return Expr::infix(std::move(level.symbol), std::move(children[0]), std::move(children[1]));
      case Tag::prefix:
        return Expr::prefix(std::move(level.symbol), std::move(children[0]));
      case Tag::postfix:
        return Expr::postfix(std::move(level.symbol), std::move(children[0]));
      case Tag::extension:
        return Expr::extension(std::move(level.symbol), std::move(children[0]));
      case Tag::quote:
        return Expr::quote(level.mode, std::move(children[0]));
      case Tag::annotated: {
        std::vector<Expr::Annotation> annotations;
        annotations.reserve(level.names.size());
        for (std::size_t i = 0; i < level.names.size(); ++i) {
          annotations.emplace_back(std::move(level.names[i]), std::move(children[i + 1]));
        }
        return Expr::annotated(std::move(children[0]), std::move(annotations));
      }
      default:
        return std::move(level.leaf);
    }
  }

  Bytes blob() {
    const std::uint64_t size = varuint();
    if (size > limits_.blob_bytes_max) {
      fail(fmt::format("{} bytes, limit {}", size, limits_.blob_bytes_max), ErrorCode::limit_exceeded);
      return {};
    }
    const ByteView bytes = reader_.raw(size);
    return {bytes.begin(), bytes.end()};
  }

  ByteReader reader_;
  DecodeLimits limits_;
  DecodeRules rules_;
  Table<std::string> namespaces_;
  Table<Symbol> symbols_;
  Table<Symbol> domains_;
  std::uint64_t nodes_claimed_ = 0;
  std::uint64_t owed_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<Bytes> encode_expr(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  return Encoder(canonical_form(expr)).take();
}

Result<Expr> decode_expr(ByteView bytes, const DecodeLimits& limits, DecodeRules rules) {
  if (bytes.size() > limits.input_bytes_max) {
    return Error::codec("codec/binary",
                        fmt::format("{} bytes, limit {}", bytes.size(), limits.input_bytes_max),
                        ErrorCode::limit_exceeded);
  }
  return Decoder(bytes, limits, rules).document();
}

}  // namespace fleetsim::core
