#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/utf8.h"
#include "core/codec/lisp.h"
#include "core/codec/lisp_lexer.h"
#include "core/codec/lisp_syntax.h"
#include "core/value/distinct_keys.h"

namespace fleetsim::core {
namespace {

// What an open form will become. Those up to `construct` are levels of the result; the others are spelling.
enum class Role : std::uint8_t {
  list,
  vector,
  block,
  set,
  map,
  call,
  infix,
  prefix,
  postfix,
  extension,
  annotated,
  quote,
  evaluate,
  evaluate_list,
  construct,
  entry,       // [k v] of a map
  annotation,  // (name value) of an annotated
  symbol,
  local,
  number,
};

struct FormName {
  std::string_view name;
  Role role;
};
constexpr std::array<FormName, 11> kForms = {{{"expr:map", Role::map},
                                              {"expr:set", Role::set},
                                              {"expr:call", Role::call},
                                              {"expr:infix", Role::infix},
                                              {"expr:prefix", Role::prefix},
                                              {"expr:postfix", Role::postfix},
                                              {"expr:extension", Role::extension},
                                              {"expr/annotated", Role::annotated},
                                              {"expr:symbol", Role::symbol},
                                              {"expr:local", Role::local},
                                              {"expr:number", Role::number}}};

// A form that has been opened. Kept on a stack of our own: depth_max levels, and a few more of spelling.
struct Form {
  Role role = Role::list;
  char close = 0;  // 0: ends with its one operand
  QuoteMode mode = QuoteMode::quote;
  std::size_t at = 0;
  std::vector<Expr> items;
  std::vector<Symbol> names;  // of annotations

  bool is_level() const { return role <= Role::construct; }
  bool is_leaf() const { return role == Role::symbol || role == Role::local || role == Role::number; }
  bool starts_with_name() const {
    return role == Role::infix || role == Role::prefix || role == Role::postfix || role == Role::extension ||
           role == Role::annotation || role == Role::number;
  }
  // Whether the next item is a name, which is part of the form and no expression of its own.
  bool awaits_name() const { return items.empty() && starts_with_name(); }
};

class LispReader {
 public:
  LispReader(std::string_view text, const ReadOptions& options)
      : lexer_(text, options.limits), options_(options) {
    options_.limits.depth_max = std::min(options_.limits.depth_max, kDepthMax);
  }

  Result<Expr> document() {
    while (!result_ && !lexer_.failed()) step(lexer_.next());
    if (!lexer_.failed())
      if (const LispLexer::Token more = lexer_.next(); more.kind != LispLexer::Kind::end)
        fail("one expression is expected, and more follows", more.at);
    if (lexer_.failed()) return lexer_.error();
    if (result_->depth() > kDepthMax)
      return Error::codec("codec/lisp", "a read-time form gave a value that nests too deep",
                          ErrorCode::limit_exceeded);
    if (options_.rules == DecodeRules::distinct)
      if (const Result<void> distinct = check_distinct_keys(*result_); !distinct)
        return Error::codec("codec/lisp", distinct.error().first);
    return *std::move(result_);
  }

 private:
  using Kind = LispLexer::Kind;

  void fail(std::string what, std::size_t at, ErrorCode code = ErrorCode::malformed) {
    lexer_.fail(std::move(what), at, code);
  }

  void step(const LispLexer::Token& token) {
    switch (token.kind) {
      case Kind::end:
        if (lexer_.failed()) return;
        if (stack_.empty()) return fail("an expression is expected", token.at);
        return fail("the text ends inside of this form", stack_.back().at);
      case Kind::open:
        return open_bracket(token);
      case Kind::close:
        return close(token);
      case Kind::quote:
        return open_quote(token);
      case Kind::sharp:
        return open_read_time(token);
      case Kind::string:
        return complete(Expr::string(token.text), token.at);
      case Kind::bytes: {
        const ByteView octets = as_bytes(token.text);
        return complete(Expr::bytes({octets.begin(), octets.end()}), token.at);
      }
      case Kind::atom:
        return atom(token);
    }
  }

  void atom(const LispLexer::Token& token) {
    if (token.text == "nil") return complete(Expr::nil(), token.at);
    if (token.text == "true" || token.text == "false")
      return complete(Expr::boolean(token.text == "true"), token.at);
    if (is_plain_number(token.text))
      return complete(Expr::number({plain_number_domain(), token.text}), token.at);
    if (is_lisp_form_name(token.text)) return head(token);
    std::optional<Symbol> symbol = symbol_from_lisp_token(token.text);
    if (!symbol) return fail(fmt::format("`{}` is no number and no symbol", token.text), token.at);
    complete(Expr::symbol(*std::move(symbol)), token.at);
  }

  // The name of a form, which may stand directly behind its bracket only.
  void head(const LispLexer::Token& token) {
    const bool first = !stack_.empty() && stack_.back().role == Role::list && stack_.back().items.empty() &&
                       stack_.back().close == ')';
    if (!first) return fail(fmt::format("`{}` may only begin a form", token.text), token.at);
    for (const FormName& form : kForms) {
      if (form.name != token.text) continue;
      Form& top = stack_.back();
      top.role = form.role;
      if (!top.is_level()) --levels_;
      if (stack_.size() > 1 && !may_hold(stack_[stack_.size() - 2], top))
        fail("a name is expected here: a symbol, or (expr:symbol ns \"name\")", token.at);
      return;
    }
    fail(fmt::format("`{}` is no form", token.text), token.at);
  }

  // Names are spelled by symbols, and the parts of leaves by tokens; so spelling nests no deeper than that.
  static bool may_hold(const Form& outer, const Form& inner) {
    if (outer.awaits_name()) return inner.role == Role::symbol;
    return !outer.is_leaf();
  }

  // A form of `role` that stands where it may stand, and is not too deep.
  void push(Form form) {
    if (!stack_.empty()) {
      const Form& top = stack_.back();
      const bool may_turn_into_name = form.role == Role::list && top.awaits_name();
      if (!may_turn_into_name && !may_hold(top, form))
        return fail("a form where only a name or a text may stand", form.at);
    }
    if (form.is_level() && ++levels_ > options_.limits.depth_max)
      return fail(fmt::format("nests deeper than {} levels", options_.limits.depth_max), form.at,
                  ErrorCode::limit_exceeded);
    stack_.push_back(std::move(form));
  }

  void open_bracket(const LispLexer::Token& token) {
    Form form;
    form.at = token.at;
    const char bracket = token.text.front();
    form.close = bracket == '(' ? ')' : bracket == '[' ? ']' : '}';
    form.role = bracket == '(' ? Role::list : bracket == '[' ? Role::vector : Role::block;
    if (!stack_.empty() && stack_.back().role == Role::map) {
      if (bracket != '[') return fail("a map holds entries [key value]", token.at);
      form.role = Role::entry;
    }
    if (!stack_.empty() && stack_.back().role == Role::annotated && !stack_.back().items.empty()) {
      if (bracket != '(') return fail("annotations are (name value)", token.at);
      form.role = Role::annotation;
    }
    push(std::move(form));
  }

  void open_quote(const LispLexer::Token& token) {
    Form form;
    form.at = token.at;
    form.role = Role::quote;
    form.mode = token.text == "'"    ? QuoteMode::quote
                : token.text == "`"  ? QuoteMode::quasi_quote
                : token.text == ","  ? QuoteMode::unquote
                : token.text == ",@" ? QuoteMode::splice
                                     : QuoteMode::syntax;
    push(std::move(form));
  }

  // The policy is asked before anything behind the `#` is read.
  void open_read_time(const LispLexer::Token& token) {
    const bool constructs = token.text == "#(";
    const CapabilityName& needed = constructs ? read_construct_capability() : read_eval_capability();
    if (const Result<void> allowed = options_.policy.require(needed); !allowed)
      return lexer_.fail(allowed.error());
    if (!(constructs ? options_.forms.construct : options_.forms.evaluate))
      return fail(fmt::format("nothing here carries out `{}`", token.text), token.at, ErrorCode::general);
    Form form;
    form.at = token.at;
    form.role = constructs ? Role::construct : token.text == "#." ? Role::evaluate : Role::evaluate_list;
    form.close = form.role == Role::evaluate ? '\0' : ')';
    push(std::move(form));
  }

  void close(const LispLexer::Token& token) {
    if (stack_.empty()) return fail("a closing bracket that closes nothing", token.at);
    if (stack_.back().close != token.text.front()) {
      return fail(stack_.back().close == 0 ? "an expression is expected"
                                           : fmt::format("`{}` is expected", stack_.back().close),
                  token.at);
    }
    Form form = pop();
    if (form.role == Role::entry || form.role == Role::annotation) return close_pair(form);
    std::optional<Expr> value = assemble(form);
    if (value) complete(*std::move(value), form.at);
  }

  Form pop() {
    Form form = std::move(stack_.back());
    stack_.pop_back();
    if (form.is_level()) --levels_;
    return form;
  }

  void close_pair(Form& form) {
    if (form.items.size() != 2)
      return fail(form.role == Role::entry ? "an entry is [key value]" : "an annotation is (name value)",
                  form.at);
    Form& outer = stack_.back();
    if (form.role == Role::annotation) {
      if (form.items[0].kind() != Expr::Kind::symbol)
        return fail("the name of an annotation is a symbol", form.at);
      outer.names.push_back(form.items[0].symbol());
    } else {
      outer.items.push_back(std::move(form.items[0]));
    }
    outer.items.push_back(std::move(form.items[1]));
    check_size(outer, form.at);
  }

  void check_size(const Form& form, std::size_t at) {
    const std::size_t size = form.role == Role::map ? form.items.size() / 2 : form.items.size();
    // The operator of a call, the name of an operation and the annotated are no items.
    const std::size_t extra =
        form.role == Role::call || form.role == Role::annotated || form.starts_with_name();
    if (size > options_.limits.collection_items_max + extra)
      fail(fmt::format("more than {} items", options_.limits.collection_items_max), at,
           ErrorCode::limit_exceeded);
  }

  // A value has been read: it goes into the form on top, and forms of one operand end with it.
  void complete(Expr value, std::size_t at) {
    while (!lexer_.failed()) {
      const bool part = !stack_.empty() && (stack_.back().awaits_name() || stack_.back().is_leaf());
      if (!part && ++nodes_ > options_.limits.nodes_max)
        return fail(fmt::format("more than {} nodes", options_.limits.nodes_max), at,
                    ErrorCode::limit_exceeded);
      if (!part && levels_ + 1 > options_.limits.depth_max)
        return fail(fmt::format("nests deeper than {} levels", options_.limits.depth_max), at,
                    ErrorCode::limit_exceeded);
      if (stack_.empty()) {
        result_ = std::move(value);
        return;
      }
      Form& top = stack_.back();
      if (top.role == Role::map) return fail("a map holds entries [key value]", at);
      if (top.role == Role::annotated && !top.items.empty()) return fail("annotations are (name value)", at);
      top.items.push_back(std::move(value));
      if (top.close != 0) return check_size(top, at);
      Form form = pop();
      at = form.at;
      std::optional<Expr> built = assemble(form);
      if (!built) return;
      value = *std::move(built);
    }
  }

  std::optional<Expr> wrong(const Form& form, const char* expected) {
    fail(expected, form.at);
    return std::nullopt;
  }

  std::optional<Expr> leaf(Form& form) {
    std::vector<Expr>& items = form.items;
    if (items.size() != 2 || items[1].kind() != Expr::Kind::string)
      return wrong(form, form.role == Role::number ? "a number is (expr:number domain \"text\")"
                                                   : "a name is (expr:symbol ns|nil \"name\")");
    if (form.role == Role::number) {
      if (items[0].kind() != Expr::Kind::symbol) return wrong(form, "the domain of a number is a symbol");
      return Expr::number({items[0].symbol(), items[1].text()});
    }
    Symbol symbol = Symbol::unqualified(items[1].text());
    switch (items[0].kind()) {
      case Expr::Kind::nil:
        break;
      case Expr::Kind::symbol:
        symbol.ns = items[0].symbol().text();
        break;
      case Expr::Kind::string:
        symbol.ns = items[0].text();
        break;
      default:
        return wrong(form, "a namespace is nil, a symbol or a string");
    }
    return form.role == Role::symbol ? Expr::symbol(std::move(symbol)) : Expr::local(std::move(symbol));
  }

  std::optional<Expr> operation(Form& form) {
    std::vector<Expr>& items = form.items;
    const std::size_t operands = form.role == Role::infix ? 2 : 1;
    if (items.size() != operands + 1) {
      return wrong(form, form.role == Role::infix ? "an infix is (expr:infix operator left right)"
                                                  : "this form takes a name and one operand");
    }
    if (items[0].kind() != Expr::Kind::symbol) return wrong(form, "an operator or a tag is a symbol");
    Symbol name = items[0].symbol();
    switch (form.role) {
      case Role::infix:
        return Expr::infix(std::move(name), std::move(items[1]), std::move(items[2]));
      case Role::prefix:
        return Expr::prefix(std::move(name), std::move(items[1]));
      case Role::postfix:
        return Expr::postfix(std::move(name), std::move(items[1]));
      default:
        return Expr::extension(std::move(name), std::move(items[1]));
    }
  }

  std::optional<Expr> read_time(Form& form) {
    const bool constructs = form.role == Role::construct;
    Expr operand = form.role == Role::evaluate ? std::move(form.items[0]) : Expr::list(std::move(form.items));
    Result<Expr> value = (constructs ? options_.forms.construct : options_.forms.evaluate)(operand);
    if (value) return *std::move(value);
    lexer_.fail(value.error());
    return std::nullopt;
  }

  std::optional<Expr> assemble(Form& form) {
    std::vector<Expr>& items = form.items;
    switch (form.role) {
      case Role::list:
        return Expr::list(std::move(items));
      case Role::vector:
        return Expr::vector(std::move(items));
      case Role::block:
        return Expr::block(std::move(items));
      case Role::set:
        return Expr::set(std::move(items));
      case Role::map: {
        std::vector<Expr::Entry> entries;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2)
          entries.emplace_back(std::move(items[i]), std::move(items[i + 1]));
        return Expr::map(std::move(entries));
      }
      case Role::call: {
        if (items.empty()) return wrong(form, "a call is (expr:call operator arguments ...)");
        Expr operation = std::move(items.front());
        items.erase(items.begin());
        return Expr::call(std::move(operation), std::move(items));
      }
      case Role::infix:
      case Role::prefix:
      case Role::postfix:
      case Role::extension:
        return operation(form);
      case Role::annotated: {
        if (items.empty()) return wrong(form, "an annotated is (expr/annotated x (name value) ...)");
        std::vector<Expr::Annotation> annotations;
        for (std::size_t i = 0; i < form.names.size(); ++i)
          annotations.emplace_back(std::move(form.names[i]), std::move(items[i + 1]));
        return Expr::annotated(std::move(items[0]), std::move(annotations));
      }
      case Role::quote:
        return Expr::quote(form.mode, std::move(items[0]));
      case Role::evaluate:
      case Role::evaluate_list:
      case Role::construct:
        return read_time(form);
      case Role::symbol:
      case Role::local:
      case Role::number:
        return leaf(form);
      case Role::entry:
      case Role::annotation:
        break;
    }
    FLEET_CHECK(false, "a form that is a part of another");
  }

  LispLexer lexer_;
  ReadOptions options_;
  std::vector<Form> stack_;
  std::uint32_t levels_ = 0;
  std::uint32_t nodes_ = 0;
  std::optional<Expr> result_;
};

class LispCodec final : public Codec {
 public:
  const Symbol& id() const override {
    static const Symbol id = Symbol::qualified("codec", "lisp");
    return id;
  }
  Result<Bytes> encode(const Expr& expr) const override {
    const Result<std::string> text = print_lisp(expr);
    if (!text) return text.error();
    const ByteView bytes = as_bytes(*text);
    return Bytes(bytes.begin(), bytes.end());
  }
  Result<Expr> decode(ByteView bytes, const ReadOptions& options) const override {
    return read_lisp(as_text(bytes), options);
  }
};

}  // namespace

Result<Expr> read_lisp(std::string_view text, const ReadOptions& options) {
  if (text.size() > options.limits.input_bytes_max) {
    return Error::codec("codec/lisp",
                        fmt::format("{} bytes, limit {}", text.size(), options.limits.input_bytes_max),
                        ErrorCode::limit_exceeded);
  }
  if (!is_utf8(text)) return Error::codec("codec/lisp", "a text that is not UTF-8");
  return LispReader(text, options).document();
}

CodecRef lisp_codec() {
  static const CodecRef codec = std::make_shared<LispCodec>();
  return codec;
}

}  // namespace fleetsim::core
