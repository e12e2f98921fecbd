#include <iterator>

#include <fmt/format.h>

#include "core/base/utf8.h"
#include "core/codec/lisp.h"
#include "core/codec/lisp_syntax.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

// Recurses, at most kDepthMax levels.
class LispPrinter {
 public:
  void print(const Expr& expr);
  bool utf8() const { return utf8_; }
  std::string take() && { return std::move(out_); }

 private:
  void quoted(std::string_view text, bool octets) {
    out_ += '"';
    for (const char c : text) {
      const auto octet = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (c == '\n' || c == '\r' || c == '\t') {
        out_ += '\\';
        out_ += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
      } else if (octet < 0x20 || octet == 0x7F || (octets && octet >= 0x80)) {
        fmt::format_to(std::back_inserter(out_), "\\x{:02x}", octet);
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }
  void string(std::string_view text) {
    utf8_ = utf8_ && is_utf8(text);
    quoted(text, false);
  }

  // `expr:symbol` or `expr:local`.
  void name_form(std::string_view form, const Symbol& symbol) {
    out_ += '(';
    out_ += form;
    out_ += ' ';
    if (!symbol.ns) {
      out_ += "nil";
    } else if (symbol_from_lisp_token(*symbol.ns)) {
      utf8_ = utf8_ && is_utf8(*symbol.ns);
      out_ += *symbol.ns;
    } else {
      string(*symbol.ns);
    }
    out_ += ' ';
    string(symbol.name);
    out_ += ')';
  }
  void symbol(const Symbol& symbol) {
    if (!is_plain_lisp_symbol(symbol)) return name_form("expr:symbol", symbol);
    const std::string text = symbol.text();
    utf8_ = utf8_ && is_utf8(text);
    out_ += text;
  }

  // Each with a blank before it, but for the first after an opening bracket.
  void items(std::span<const Expr> exprs) {
    for (const Expr& expr : exprs) {
      if (out_.back() != '(' && out_.back() != '[' && out_.back() != '{') out_ += ' ';
      print(expr);
    }
  }
  void bracketed(std::string_view open, std::span<const Expr> exprs, char close) {
    out_ += open;
    items(exprs);
    out_ += close;
  }
  void operation(std::string_view open, const Expr& expr) {
    out_ += open;
    out_ += ' ';
    symbol(expr.symbol());
    items(expr.children());
    out_ += ')';
  }

  std::string out_;
  bool utf8_ = true;
};

const char* quote_prefix(QuoteMode mode) {
  switch (mode) {
    case QuoteMode::quote:
      return "'";
    case QuoteMode::quasi_quote:
      return "`";
    case QuoteMode::unquote:
      return ",";
    case QuoteMode::splice:
      return ",@";
    case QuoteMode::syntax:
      return "#'";
  }
  FLEET_CHECK(false, "a quote mode of no kind");
}

void LispPrinter::print(const Expr& expr) {
  const std::span<const Expr> children = expr.children();
  switch (expr.kind()) {
    case Expr::Kind::nil:
      out_ += "nil";
      return;
    case Expr::Kind::boolean:
      out_ += expr.as_bool() ? "true" : "false";
      return;
    case Expr::Kind::number:
      if (expr.symbol() == plain_number_domain() && is_plain_number(expr.text())) {
        out_ += expr.text();
        return;
      }
      out_ += "(expr:number ";
      symbol(expr.symbol());
      out_ += ' ';
      string(expr.text());
      out_ += ')';
      return;
    case Expr::Kind::symbol:
      return symbol(expr.symbol());
    case Expr::Kind::local:
      return name_form("expr:local", expr.symbol());
    case Expr::Kind::string:
      return string(expr.text());
    case Expr::Kind::bytes:
      out_ += 'b';
      return quoted(as_text(expr.bytes()), true);
    case Expr::Kind::list:
      return bracketed("(", children, ')');
    case Expr::Kind::vector:
      return bracketed("[", children, ']');
    case Expr::Kind::block:
      return bracketed("{", children, '}');
    case Expr::Kind::map:
      out_ += "(expr:map";
      for (std::size_t i = 0; i < children.size(); i += 2) {
        out_ += ' ';
        bracketed("[", children.subspan(i, 2), ']');
      }
      out_ += ')';
      return;
    case Expr::Kind::set:
      return bracketed("(expr:set", children, ')');
    case Expr::Kind::call:
      return bracketed("(expr:call", children, ')');
    case Expr::Kind::infix:
      return operation("(expr:infix", expr);
    case Expr::Kind::prefix:
      return operation("(expr:prefix", expr);
    case Expr::Kind::postfix:
      return operation("(expr:postfix", expr);
    case Expr::Kind::extension:
      return operation("(expr:extension", expr);
    case Expr::Kind::quote:
      out_ += quote_prefix(expr.quote_mode());
      return print(children[0]);
    case Expr::Kind::annotated:
      out_ += "(expr/annotated ";
      print(children[0]);
      for (std::size_t i = 1; i < children.size(); ++i) {
        out_ += " (";
        symbol(expr.names()[i - 1]);
        items(children.subspan(i, 1));
        out_ += ')';
      }
      out_ += ')';
      return;
  }
  FLEET_CHECK(false, "an expression of no kind");
}

}  // namespace

Result<std::string> print_lisp(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  LispPrinter printer;
  printer.print(canonical_form(expr));
  if (!printer.utf8()) return Error::codec("codec/lisp", "a text that is not UTF-8");
  return std::move(printer).take();
}

}  // namespace fleetsim::core
