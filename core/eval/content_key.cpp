#include "core/eval/content_key.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/base/sha256.h"
#include "core/eval/eval_request.h"
#include "core/value/canonical_order.h"
#include "core/value/canonical_writer.h"

// A key is the SHA-256 of the canonical bytes of a node that holds the expression's canonical key as a datum.
// Building those two trees costs many times the hashing, so the bytes are written straight from the
// expression. What makes that possible: sizes do not depend on the order of records, and of the records of a
// node all but one are constants, whose digests are kept. So the one that varies is written in place, hashed,
// and the constants are put around it.

namespace fleetsim::core {
namespace {

// One field of a node: its length, `framed` counting 8 bytes more than that, and the digest that decides its
// place.
struct Record {
  Bytes framed;
  Digest digest;

  ByteView bytes() const { return ByteView(framed).subspan(8); }
};

bool operator<(const Record& a, const Record& b) {
  return record_before(a.digest, a.bytes(), b.digest, b.bytes());
}

// A field record whose value's canonical bytes are what `write_value` writes.
template <class Write>
Record make_record(std::string_view name, Write write_value) {
  CanonicalWriter out;
  out.reserve(256);
  const std::size_t record = out.open();
  out.text("sim6:datum:node-field");
  const std::size_t symbol = out.open();
  out.symbol(Symbol::unqualified(std::string(name)));
  out.close(symbol);
  const std::size_t value = out.open();
  write_value(out);
  out.close(value);
  out.close(record);
  Record made{std::move(out).take(), {}};
  made.digest = sha256(made.bytes());
  return made;
}

Record text_record(std::string_view name, std::string_view text) {
  return make_record(name, [&](CanonicalWriter& out) {
    out.header("string");
    out.text(text);
  });
}

Record symbol_record(std::string_view name, const Symbol& symbol) {
  return make_record(name, [&](CanonicalWriter& out) {
    out.header("symbol");
    out.symbol(symbol);
  });
}

Record bool_record(std::string_view name, bool flag) {
  return make_record(name, [&](CanonicalWriter& out) {
    out.header("bool");
    out.u8(flag ? 1 : 0);
  });
}

Record count_record(std::string_view name, std::optional<std::uint64_t> count) {
  return make_record(name, [&](CanonicalWriter& out) {
    out.header(count ? "number" : "nil");
    if (!count) return;
    out.symbol(Symbol::qualified("core", "usize"));
    out.text(std::to_string(*count));
  });
}

void write_node_head(CanonicalWriter& out, std::string_view tag, std::size_t fields) {
  out.header("node");
  out.symbol(Symbol::qualified("fabric", std::string(tag)));
  out.length(fields);
}

// All the bytes of a node from its beginning up to the payload of its one varying field; both lengths are
// still 0.
struct Opening {
  Bytes bytes;
  std::size_t record = 0;  // where the field's record begins
  std::size_t value = 0;   // where the length of the field's value is
};

// `variant` is that of the field's value; empty when the value writes its own header.
Opening make_opening(std::string_view tag, std::size_t fields, std::string_view field,
                     std::string_view variant) {
  CanonicalWriter out;
  write_node_head(out, tag, fields);
  Opening opening;
  opening.record = out.open();
  out.text("sim6:datum:node-field");
  const std::size_t symbol = out.open();
  out.symbol(Symbol::unqualified(std::string(field)));
  out.close(symbol);
  opening.value = out.open();
  if (!variant.empty()) out.header(variant);
  opening.bytes = std::move(out).take();
  return opening;
}

// A canonical key without a varying part: nil, true, false.
Bytes make_atom(std::string_view tag_of_node, std::vector<Record> fields) {
  std::sort(fields.begin(), fields.end());
  CanonicalWriter out;
  write_node_head(out, tag_of_node, fields.size());
  for (const Record& field : fields) out.raw(field.framed);
  return std::move(out).take();
}

struct Constants {
  // Indexed by Expr::Kind: the record of the field `tag`.
  std::vector<Record> tags;
  Record entry_tag = text_record("tag", "entry");
  Record mode_tag = text_record("tag", "quote-mode");

  Record operator_name = text_record("name", "operator");
  Record left_name = text_record("name", "left");
  Record right_name = text_record("name", "right");
  Record arg_name = text_record("name", "arg");
  Record mode_name = text_record("name", "mode");
  Record expr_name = text_record("name", "expr");
  Record tag_name = text_record("name", "tag");
  Record payload_name = text_record("name", "payload");

  Opening bytes = make_opening("canonical-key-bytes", 2, "value", "bytes");
  Opening string = make_opening("canonical-key-string", 2, "value", "string");
  Opening symbol = make_opening("canonical-key-symbol", 2, "value", "symbol");
  Opening compound = make_opening("canonical-key-compound", 2, "items", "vector");
  Opening named = make_opening("canonical-key-compound-named", 2, "items", "vector");
  Opening item = make_opening("canonical-key-item", 2, "value", "");
  Opening request = make_opening("eval-request-content-key-v1", 8, "expr", "");
  Opening key = make_opening("content-key", 2, "digest", "bytes");
  Bytes nil = make_atom("canonical-key-atom", {text_record("tag", "nil")});
  std::array<Bytes, 2> booleans = {
      make_atom("canonical-key-bool", {text_record("tag", "bool"), bool_record("value", false)}),
      make_atom("canonical-key-bool", {text_record("tag", "bool"), bool_record("value", true)})};
  Bytes pair_head = [] {
    CanonicalWriter out;
    write_node_head(out, "canonical-key-pair", 3);
    return std::move(out).take();
  }();

  Record no_capabilities = make_record("required-capabilities", [](CanonicalWriter& out) {
    out.header("vector");
    out.length(0);
  });
  std::vector<Record> consistencies;
  std::vector<Record> modes;
  Record no_answer_limit = count_record("answer-limit", std::nullopt);
  Record no_stream_buffer = count_record("stream-buffer", std::nullopt);
  std::array<Record, 2> stream = {bool_record("stream", false), bool_record("stream", true)};
  std::array<Record, 2> trace = {bool_record("trace", false), bool_record("trace", true)};
  Record algorithm = symbol_record("algorithm", content_algorithm());

  Constants() {
    for (const char* tag :
         {"nil", "bool", "number", "symbol", "local", "string", "bytes", "list", "vector", "map", "set",
          "call", "infix", "prefix", "postfix", "block", "quote", "annotated", "extension"}) {
      tags.push_back(text_record("tag", tag));
    }
    for (std::uint8_t i = 0; i < kConsistencies; ++i) {
      const char* name = to_string(static_cast<Consistency>(i));
      consistencies.push_back(symbol_record("consistency", Symbol::unqualified(name)));
    }
    for (std::uint8_t i = 0; i < kEvalModes; ++i) {
      modes.push_back(symbol_record("mode", Symbol::unqualified(to_string(static_cast<EvalMode>(i)))));
    }
  }
};

const Constants& constants() {
  static const Constants made;
  return made;
}

class KeyWriter {
 public:
  KeyWriter(const Constants& constants, CanonicalWriter& out) : c_(constants), out_(out) {}

  // Canonical bytes of the datum form of the canonical key of an expression in canonical form. Recurses.
  void expr(const Expr& expr) {
    switch (expr.kind()) {
      case Expr::Kind::nil:
        return out_.raw(c_.nil);
      case Expr::Kind::boolean:
        return out_.raw(c_.booleans[expr.as_bool() ? 1 : 0]);
      case Expr::Kind::number:
        return number(expr);
      case Expr::Kind::symbol:
      case Expr::Kind::local:
        return symbol(expr.symbol(), tag(expr));
      case Expr::Kind::string:
        return string(expr.text(), tag(expr));
      case Expr::Kind::bytes: {
        const std::size_t start = open(c_.bytes, expr.bytes().size());
        out_.bytes(expr.bytes());
        return close(c_.bytes, start, tag(expr));
      }
      case Expr::Kind::list:
      case Expr::Kind::vector:
      case Expr::Kind::set:
      case Expr::Kind::call:
      case Expr::Kind::block:
        return compound(expr.children(), tag(expr));
      case Expr::Kind::map: {
        const std::span<const Expr> children = expr.children();
        const std::size_t start = open(c_.compound, 0);
        out_.length(children.size() / 2);
        for (std::size_t i = 0; i < children.size(); i += 2) {
          const std::size_t length = out_.open();
          compound(children.subspan(i, 2), c_.entry_tag);
          out_.close(length);
        }
        return close(c_.compound, start, tag(expr));
      }
      case Expr::Kind::infix:
      case Expr::Kind::prefix:
      case Expr::Kind::postfix:
      case Expr::Kind::quote:
      case Expr::Kind::annotated:
      case Expr::Kind::extension:
        return named(expr);
    }
    FLEET_CHECK(false, "an expression of no kind");
  }

  // The varying record of a node ends the output: hash it, and put the others, which are sorted, before and
  // after it.
  template <std::size_t N>
  void surround(std::size_t record, const std::array<const Record*, N>& others) {
    const ByteView bytes = out_.view().subspan(record + 8);
    const Digest digest = sha256(bytes);
    std::size_t before = 0;
    std::size_t gap = 0;
    while (before < N && record_before(others[before]->digest, others[before]->bytes(), digest, bytes)) {
      gap += others[before++]->framed.size();
    }
    if (gap > 0) {
      std::uint8_t* to = out_.gap(record, gap).data();
      for (std::size_t i = 0; i < before; ++i)
        to = std::copy(others[i]->framed.begin(), others[i]->framed.end(), to);
    }
    for (std::size_t i = before; i < N; ++i) out_.raw(others[i]->framed);
  }

  // Returns where the node begins; `payload` is how many bytes will follow, or 0 when that is not known.
  std::size_t open(const Opening& opening, std::size_t payload) {
    const std::size_t start = out_.size();
    // A large text: grow once, and leave room for what is put around it.
    if (payload > start && payload > 4096) out_.reserve(start + payload + 4096);
    out_.raw(opening.bytes);
    return start;
  }
  void seal(const Opening& opening, std::size_t start) {
    out_.close(start + opening.value);
    out_.close(start + opening.record);
  }
  void close(const Opening& opening, std::size_t start, const Record& other) {
    seal(opening, start);
    surround(start + opening.record, std::array{&other});
  }

 private:
  const Record& tag(const Expr& expr) const { return c_.tags[static_cast<std::size_t>(expr.kind())]; }
  const Record& tag(Expr::Kind kind) const { return c_.tags[static_cast<std::size_t>(kind)]; }

  void symbol(const Symbol& symbol, const Record& tag) {
    const std::size_t start = open(c_.symbol, 0);
    out_.symbol(symbol);
    close(c_.symbol, start, tag);
  }

  void string(std::string_view text, const Record& tag) {
    const std::size_t start = open(c_.string, text.size());
    out_.text(text);
    close(c_.string, start, tag);
  }

  // Apart from expr() to keep its frame small: that one is on the stack once per level.
  [[gnu::noinline]] void number(const Expr& expr) {
    const Record left = text_record("left", expr.symbol().text());
    const Record right = text_record("right", expr.text());
    std::array<const Record*, 3> fields = {&tag(expr), &left, &right};
    std::sort(fields.begin(), fields.end(), [](const Record* a, const Record* b) { return *a < *b; });
    out_.raw(c_.pair_head);
    for (const Record* field : fields) out_.raw(field->framed);
  }

  void compound(std::span<const Expr> children, const Record& tag) {
    const std::size_t start = open(c_.compound, 0);
    out_.length(children.size());
    for (const Expr& child : children) {
      const std::size_t length = out_.open();
      expr(child);
      out_.close(length);
    }
    close(c_.compound, start, tag);
  }

  void named(const Expr& expr) {
    const std::span<const Expr> children = expr.children();
    const std::size_t start = open(c_.named, 0);
    switch (expr.kind()) {
      case Expr::Kind::infix:
        out_.length(3);
        symbol_item(c_.operator_name, expr.symbol());
        item(c_.left_name, children[0]);
        item(c_.right_name, children[1]);
        break;
      case Expr::Kind::prefix:
      case Expr::Kind::postfix:
        out_.length(2);
        symbol_item(c_.operator_name, expr.symbol());
        item(c_.arg_name, children[0]);
        break;
      case Expr::Kind::quote:
        out_.length(2);
        mode_item(expr.quote_mode());
        item(c_.expr_name, children[0]);
        break;
      case Expr::Kind::annotated:
        out_.length(children.size());
        item(c_.expr_name, children[0]);
        for (std::size_t i = 1; i < children.size(); ++i) {
          item(text_record("name", expr.names()[i - 1].text()), children[i]);
        }
        break;
      case Expr::Kind::extension:
        out_.length(2);
        symbol_item(c_.tag_name, expr.symbol());
        item(c_.payload_name, children[0]);
        break;
      default:
        FLEET_CHECK(false, expr.kind_name());
    }
    close(c_.named, start, tag(expr));
  }

  void item(const Record& name, const Expr& value) {
    const std::size_t length = out_.open();
    const std::size_t start = open(c_.item, 0);
    expr(value);
    close(c_.item, start, name);
    out_.close(length);
  }

  [[gnu::noinline]] void symbol_item(const Record& name, const Symbol& value) {
    const std::size_t length = out_.open();
    const std::size_t start = open(c_.item, 0);
    symbol(value, tag(Expr::Kind::symbol));
    close(c_.item, start, name);
    out_.close(length);
  }

  [[gnu::noinline]] void mode_item(QuoteMode mode) {
    const std::size_t length = out_.open();
    const std::size_t start = open(c_.item, 0);
    string(to_string(mode), c_.mode_tag);
    close(c_.item, start, c_.mode_name);
    out_.close(length);
  }

  const Constants& c_;
  CanonicalWriter& out_;
};

Record capabilities_record(std::vector<std::string_view> names) {
  std::sort(names.begin(), names.end());
  return make_record("required-capabilities", [&](CanonicalWriter& out) {
    out.header("vector");
    out.length(names.size());
    for (const std::string_view name : names) {
      const std::size_t length = out.open();
      out.header("string");
      out.text(name);
      out.close(length);
    }
  });
}

Bytes key_bytes(const Digest& digest) {
  const Constants& c = constants();
  CanonicalWriter out;
  out.reserve(392);
  KeyWriter writer(c, out);
  const std::size_t start = writer.open(c.key, 0);
  out.bytes(digest);
  writer.close(c.key, start, c.algorithm);
  return std::move(out).take();
}

// Requires an expression no deeper than kDepthMax.
void write_request(const EvalRequest& request, CanonicalWriter& out) {
  const Constants& c = constants();

  std::optional<Record> capabilities;
  std::optional<Record> answer_limit;
  std::optional<Record> stream_buffer;
  if (!request.required_capabilities.empty()) {
    capabilities =
        capabilities_record({request.required_capabilities.begin(), request.required_capabilities.end()});
  }
  if (request.answer_limit) answer_limit = count_record("answer-limit", request.answer_limit);
  if (request.stream_buffer) stream_buffer = count_record("stream-buffer", request.stream_buffer);
  std::array<const Record*, 7> others = {
      capabilities ? &*capabilities : &c.no_capabilities,
      &c.consistencies.at(static_cast<std::size_t>(request.consistency)),
      &c.modes.at(static_cast<std::size_t>(request.mode)),
      answer_limit ? &*answer_limit : &c.no_answer_limit,
      stream_buffer ? &*stream_buffer : &c.no_stream_buffer,
      &c.stream[request.stream ? 1 : 0],
      &c.trace[request.trace ? 1 : 0],
  };
  std::sort(others.begin(), others.end(), [](const Record* a, const Record* b) { return *a < *b; });

  out.reserve(2048);
  KeyWriter writer(c, out);
  const std::size_t start = writer.open(c.request, 0);
  if (request.expr.has_unordered()) {
    writer.expr(canonical_form(request.expr));
  } else {
    writer.expr(request.expr);
  }
  writer.seal(c.request, start);
  writer.surround(start + c.request.record, others);
}

}  // namespace

Result<Bytes> content_key_request_bytes(const EvalRequest& request) {
  if (Result<void> shallow = check_depth(request.expr.depth(), "expression"); !shallow)
    return shallow.error();
  CanonicalWriter out;
  write_request(request, out);
  return std::move(out).take();
}

Result<ContentKey> ContentKey::from_request(const EvalRequest& request) {
  if (Result<void> shallow = check_depth(request.expr.depth(), "expression"); !shallow)
    return shallow.error();
  // Kept between calls: fresh pages from the system cost more than hashing what is written to them.
  thread_local CanonicalWriter out;
  static constexpr std::size_t kept_bytes_max = 16 << 20;
  out.clear();
  write_request(request, out);
  const ContentKey key(sha256(out.view()));
  if (out.capacity() > kept_bytes_max) out = CanonicalWriter();
  return key;
}

ContentKey ContentKey::from_digest(const Digest& digest) {
  return ContentKey(digest);
}

Datum ContentKey::datum() const {
  return Datum::node(Symbol::qualified("fabric", "content-key"),
                     {{Symbol::unqualified("algorithm"), Datum::symbol(content_algorithm())},
                      {Symbol::unqualified("digest"), Datum::bytes(Bytes(digest_.begin(), digest_.end()))}});
}

Bytes ContentKey::canonical() const {
  return key_bytes(digest_);
}

ContentId ContentKey::effect_ledger_id() const {
  return {content_algorithm(), sha256(key_bytes(digest_))};
}

bool reference_less(const ContentKey& a, const ContentKey& b) {
  return as_text(key_bytes(a.digest())) < as_text(key_bytes(b.digest()));
}

}  // namespace fleetsim::core
