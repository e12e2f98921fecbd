#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include "core/base/utf8.h"
#include "core/codec/base64.h"
#include "core/codec/json.h"
#include "core/codec/json_syntax.h"
#include "core/codec/lisp_syntax.h"
#include "core/value/distinct_keys.h"

namespace fleetsim::core {
namespace {

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t octet) { out += static_cast<char>(static_cast<unsigned char>(octet)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      put(0xE0 | c >> 12);
    } else {
      put(0xF0 | c >> 18);
      put(0x80 | (c >> 12 & 0x3F));
    }
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

// An expression of which not all children have been read. Kept on a stack of our own, depth_max levels of it.
struct Level {
  Expr::Kind kind = Expr::Kind::list;
  QuoteMode mode = QuoteMode::quote;
  Symbol name;
  std::vector<Expr> children;
  std::vector<Symbol> names;  // of annotations
  std::size_t at = 0;
};

// Children that the kind must have; none when any number will do.
std::optional<std::size_t> arity(Expr::Kind kind) {
  if (kind == Expr::Kind::infix) return 2;
  if (kind == Expr::Kind::prefix || kind == Expr::Kind::postfix || kind == Expr::Kind::extension ||
      kind == Expr::Kind::quote)
    return 1;
  return std::nullopt;
}

class JsonReader {
 public:
  JsonReader(std::string_view text, const DecodeLimits& limits) : text_(text), limits_(limits) {
    limits_.depth_max = std::min(limits_.depth_max, kDepthMax);
  }

  Result<Expr> document() {
    while (!result_ && !error_) {
      if (stack_.empty() || opens_child()) value();
    }
    if (!error_ && peek() != '\0') fail("one value is expected, and more follows");
    if (!error_ && at_ < text_.size()) fail("one value is expected, and more follows");
    if (error_) return *std::move(error_);
    return *std::move(result_);
  }

 private:
  void fail(std::string what, ErrorCode code = ErrorCode::malformed) {
    if (!error_) error_ = Error::codec("codec/json", fmt::format("byte {}: {}", at_, what), code);
  }

  // The next character that is not blank; NUL at the end, and after a failure.
  char peek() {
    const std::size_t from = at_;
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
    if (at_ - from > limits_.trivia_bytes_max)
      fail(fmt::format("more than {} blanks in a row", limits_.trivia_bytes_max), ErrorCode::limit_exceeded);
    return error_ || at_ >= text_.size() ? '\0' : text_[at_];
  }
  bool accept(char c) {
    if (peek() != c || error_) return false;
    ++at_;
    token();
    return !error_;
  }
  void expect(char c) {
    if (!error_ && !accept(c)) fail(fmt::format("`{}` is expected", c));
  }
  void token() {
    if (++tokens_ > limits_.tokens_max)
      fail(fmt::format("more than {} tokens", limits_.tokens_max), ErrorCode::limit_exceeded);
  }

  std::uint32_t hex4() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = at_ < text_.size() ? text_[at_] : '\0';
      std::uint32_t digit = 16;
      if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
      if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
      if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
      if (digit == 16) {
        fail("\\u takes four hexadecimal digits");
        return 0;
      }
      value = value * 16 + digit;
      ++at_;
    }
    return value;
  }

  void escaped(std::string& out) {
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t known = c == '\0' ? std::string_view::npos : kNames.find(c);
        known != std::string_view::npos) {
      out += kMeanings[known];
      return;
    }
    if (c != 'u') return fail("an escape that JSON does not have");
    std::uint32_t code = hex4();
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      const std::uint32_t low = hex4();
      if (low < 0xDC00 || low >= 0xE000) return fail("half of a surrogate pair");
      code = 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
    }
    if (code >= 0xD800 && code < 0xE000) return fail("half of a surrogate pair");
    append_utf8(out, code);
  }

  std::string string(std::uint32_t bytes_max) {
    std::string out;
    if (peek() != '"') {
      fail("a string is expected");
      return out;
    }
    ++at_;
    token();
    while (!error_) {
      if (at_ >= text_.size()) {
        fail("the text ends inside of a string");
        break;
      }
      const char c = text_[at_++];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20) {
        fail("a control character inside of a string");
        break;
      }
      if (c == '\\')
        escaped(out);
      else
        out += c;
      if (out.size() > bytes_max)
        fail(fmt::format("a string of more than {} bytes", bytes_max), ErrorCode::limit_exceeded);
    }
    return out;
  }
  std::string string() { return string(limits_.string_bytes_max); }

  Symbol name() {
    if (peek() == '"') return Symbol::unqualified(string());
    expect('[');
    std::string ns = string();
    expect(',');
    std::string local = string();
    expect(']');
    return Symbol::qualified(std::move(ns), std::move(local));
  }

  // A value from its first character: a leaf is complete at once, anything else opens a level.
  void value() {
    const std::uint32_t level = static_cast<std::uint32_t>(stack_.size()) + 1;
    if (level > limits_.depth_max)
      return fail(fmt::format("nests deeper than {} levels", limits_.depth_max), ErrorCode::limit_exceeded);
    if (++nodes_ > limits_.nodes_max)
      return fail(fmt::format("more than {} nodes", limits_.nodes_max), ErrorCode::limit_exceeded);
    const char c = peek();
    if (error_) return;
    if (c == '"') return complete(Expr::string(string()));
    if (c == '{') return object();
    if (accept('[')) return open(Expr::Kind::list);
    const auto end =
        std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), [](char x) {
          return (x >= '0' && x <= '9') || (x >= 'a' && x <= 'z') || x == 'E' || x == '+' || x == '-' ||
                 x == '.';
        });
    const std::string_view word(text_.data() + at_, static_cast<std::size_t>(end - text_.begin()) - at_);
    token();
    if (word.size() > limits_.string_bytes_max)
      return fail(fmt::format("a number of more than {} bytes", limits_.string_bytes_max),
                  ErrorCode::limit_exceeded);
    std::optional<Expr> leaf;
    if (word == "null") leaf = Expr::nil();
    if (word == "true" || word == "false") leaf = Expr::boolean(word == "true");
    if (is_json_number(word)) leaf = Expr::number({plain_number_domain(), std::string(word)});
    if (!leaf) return fail("a JSON value is expected");
    at_ += word.size();
    complete(*std::move(leaf));
  }

  void open(Expr::Kind kind) {
    Level level;
    level.kind = kind;
    level.at = at_;
    stack_.push_back(std::move(level));
  }

  void object() {
    expect('{');
    const std::string kind = string();
    expect(':');
    if (error_) return;
    if (kind == "$symbol" || kind == "$local") {
      Symbol symbol = name();
      expect('}');
      return complete(kind == "$symbol" ? Expr::symbol(std::move(symbol)) : Expr::local(std::move(symbol)));
    }
    if (kind == "$bytes") {
      // Four characters say three octets.
      const std::uint64_t text_max = (std::uint64_t{limits_.blob_bytes_max} + 2) / 3 * 4;
      const std::optional<Bytes> bytes =
          from_base64(string(static_cast<std::uint32_t>(std::min<std::uint64_t>(text_max, 0xFFFFFFFF))));
      if (!bytes) return fail("the text is not base64");
      if (bytes->size() > limits_.blob_bytes_max)
        return fail(fmt::format("bytes of more than {}", limits_.blob_bytes_max), ErrorCode::limit_exceeded);
      expect('}');
      return complete(Expr::bytes(*bytes));
    }
    expect('[');
    if (kind == "$number") {
      Symbol domain = name();
      expect(',');
      std::string text = string();
      expect(']');
      expect('}');
      return complete(Expr::number({std::move(domain), std::move(text)}));
    }
    static constexpr std::array kKinds = {Expr::Kind::vector,    Expr::Kind::set,      Expr::Kind::block,
                                          Expr::Kind::map,       Expr::Kind::call,     Expr::Kind::infix,
                                          Expr::Kind::prefix,    Expr::Kind::postfix,  Expr::Kind::quote,
                                          Expr::Kind::annotated, Expr::Kind::extension};
    for (const Expr::Kind known : kKinds) {
      if (kind != std::string("$") + labels(known)) continue;
      open(known);
      return head();
    }
    fail("an object has one member, its kind, such as \"$symbol\"");
  }

  static const char* labels(Expr::Kind kind) {
    switch (kind) {
      case Expr::Kind::vector:
        return "vector";
      case Expr::Kind::set:
        return "set";
      case Expr::Kind::block:
        return "block";
      case Expr::Kind::map:
        return "map";
      case Expr::Kind::call:
        return "call";
      case Expr::Kind::infix:
        return "infix";
      case Expr::Kind::prefix:
        return "prefix";
      case Expr::Kind::postfix:
        return "postfix";
      case Expr::Kind::quote:
        return "quote";
      case Expr::Kind::annotated:
        return "annotated";
      case Expr::Kind::extension:
        return "extension";
      default:
        FLEET_CHECK(false, "a kind without a member of its own");
    }
  }

  // What stands before the first child.
  void head() {
    Level& level = stack_.back();
    if (level.kind == Expr::Kind::quote) {
      const std::optional<QuoteMode> mode = quote_mode_from_label(string());
      if (!mode && !error_) return fail("a quote is one of quote, quasi-quote, unquote, splice, syntax");
      if (mode) level.mode = *mode;
    } else if (arity(level.kind)) {
      level.name = name();
    }
  }

  // Between two children: whether another begins here. Closes the level when none does.
  bool opens_child() {
    Level& level = stack_.back();
    const bool map = level.kind == Expr::Kind::map;
    if (map && level.children.size() % 2 == 1) {
      expect(',');
      return !error_;
    }
    const bool first = level.children.empty() && !arity(level.kind);
    if (!first && map) expect(']');
    if (!first && level.kind == Expr::Kind::annotated && level.children.size() > 1) expect(']');
    if (accept(']')) {
      close();
      return false;
    }
    if (!first) expect(',');
    if (map) expect('[');
    if (level.kind == Expr::Kind::annotated && !level.children.empty()) {
      expect('[');
      level.names.push_back(name());
      expect(',');
    }
    return !error_;
  }

  void close() {
    Level level = std::move(stack_.back());
    stack_.pop_back();
    if (level.kind != Expr::Kind::list) expect('}');
    const std::optional<std::size_t> needed = arity(level.kind);
    if (needed && level.children.size() != *needed)
      return fail(fmt::format("\"${}\" takes {} behind its name", labels(level.kind),
                              *needed == 1 ? "one value" : "two values"));
    if (level.children.empty() && (level.kind == Expr::Kind::call || level.kind == Expr::Kind::annotated))
      return fail(fmt::format("\"${}\" takes one value at least", labels(level.kind)));
    if (!error_) complete(assemble(level));
  }

  void complete(Expr value) {
    if (error_) return;
    if (stack_.empty()) {
      result_ = std::move(value);
      return;
    }
    Level& level = stack_.back();
    level.children.push_back(std::move(value));
    const bool counted_apart = level.kind == Expr::Kind::call || level.kind == Expr::Kind::annotated;
    const std::size_t width = level.kind == Expr::Kind::map ? 2 : 1;
    if (level.children.size() / width > std::size_t{limits_.collection_items_max} + (counted_apart ? 1u : 0u))
      fail(fmt::format("more than {} items", limits_.collection_items_max), ErrorCode::limit_exceeded);
  }

  static Expr assemble(Level& level) {
    std::vector<Expr>& children = level.children;
    switch (level.kind) {
      case Expr::Kind::vector:
        return Expr::vector(std::move(children));
      case Expr::Kind::set:
        return Expr::set(std::move(children));
      case Expr::Kind::block:
        return Expr::block(std::move(children));
      case Expr::Kind::map: {
        std::vector<Expr::Entry> entries;
        for (std::size_t i = 0; i + 1 < children.size(); i += 2)
          entries.emplace_back(std::move(children[i]), std::move(children[i + 1]));
        return Expr::map(std::move(entries));
      }
      case Expr::Kind::call: {
        Expr operation = std::move(children.front());
        children.erase(children.begin());
        return Expr::call(std::move(operation), std::move(children));
      }
      case Expr::Kind::infix:
        return Expr::infix(std::move(level.name), std::move(children[0]), std::move(children[1]));
      case Expr::Kind::prefix:
        return Expr::prefix(std::move(level.name), std::move(children[0]));
      case Expr::Kind::postfix:
        return Expr::postfix(std::move(level.name), std::move(children[0]));
      case Expr::Kind::extension:
        return Expr::extension(std::move(level.name), std::move(children[0]));
      case Expr::Kind::quote:
        return Expr::quote(level.mode, std::move(children[0]));
      case Expr::Kind::annotated: {
        std::vector<Expr::Annotation> annotations;
        for (std::size_t i = 0; i < level.names.size(); ++i)
          annotations.emplace_back(std::move(level.names[i]), std::move(children[i + 1]));
        return Expr::annotated(std::move(children[0]), std::move(annotations));
      }
      default:
        return Expr::list(std::move(children));
    }
  }

  std::string_view text_;
  DecodeLimits limits_;
  std::size_t at_ = 0;
  std::uint32_t tokens_ = 0;
  std::uint32_t nodes_ = 0;
  std::vector<Level> stack_;
  std::optional<Expr> result_;
  std::optional<Error> error_;
};

class JsonCodec final : public Codec {
 public:
  const Symbol& id() const override {
    static const Symbol id = Symbol::qualified("codec", "json");
    return id;
  }
  Result<Bytes> encode(const Expr& expr) const override {
    const Result<std::string> text = print_json(expr);
    if (!text) return text.error();
    const ByteView bytes = as_bytes(*text);
    return Bytes(bytes.begin(), bytes.end());
  }
  Result<Expr> decode(ByteView bytes, const ReadOptions& options) const override {
    return read_json(as_text(bytes), options);
  }
};

}  // namespace

Result<Expr> read_json(std::string_view text, const ReadOptions& options) {
  if (text.size() > options.limits.input_bytes_max) {
    return Error::codec("codec/json",
                        fmt::format("{} bytes, limit {}", text.size(), options.limits.input_bytes_max),
                        ErrorCode::limit_exceeded);
  }
  if (!is_utf8(text)) return Error::codec("codec/json", "a text that is not UTF-8");
  Result<Expr> read = JsonReader(text, options.limits).document();
  if (read && options.rules == DecodeRules::distinct)
    if (const Result<void> distinct = check_distinct_keys(*read); !distinct)
      return Error::codec("codec/json", distinct.error().first);
  return read;
}

CodecRef json_codec() {
  static const CodecRef codec = std::make_shared<JsonCodec>();
  return codec;
}

}  // namespace fleetsim::core
