#include <iterator>

#include <fmt/format.h>

#include "core/base/utf8.h"
#include "core/codec/base64.h"
#include "core/codec/json.h"
#include "core/codec/json_syntax.h"
#include "core/codec/lisp_syntax.h"
#include "core/value/canonical_order.h"

namespace fleetsim::core {
namespace {

// Recurses, at most kDepthMax levels.
class JsonPrinter {
 public:
  void print(const Expr& expr);
  bool utf8() const { return utf8_; }
  std::string take() && { return std::move(out_); }

 private:
  void string(std::string_view text) {
    utf8_ = utf8_ && is_utf8(text);
    out_ += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned char>(c));
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }
  void name(const Symbol& symbol) {
    if (!symbol.ns) return string(symbol.name);
    out_ += '[';
    string(*symbol.ns);
    out_ += ',';
    string(symbol.name);
    out_ += ']';
  }
  // Each behind a comma, but for the first after an opening bracket.
  void items(std::span<const Expr> exprs) {
    for (const Expr& expr : exprs) {
      if (out_.back() != '[') out_ += ',';
      print(expr);
    }
  }
  void member(std::string_view kind) {
    out_ += "{\"$";
    out_ += kind;
    out_ += "\":";
  }
  void with_items(const Expr& expr) {
    member(expr.kind_name());
    out_ += '[';
    items(expr.children());
    out_ += "]}";
  }
  void with_name(const Expr& expr) {
    member(expr.kind_name());
    out_ += '[';
    name(expr.symbol());
    out_ += ',';
    print(expr.children()[0]);
    items(expr.children().subspan(1));
    out_ += "]}";
  }

  std::string out_;
  bool utf8_ = true;
};

void JsonPrinter::print(const Expr& expr) {
  const std::span<const Expr> children = expr.children();
  switch (expr.kind()) {
    case Expr::Kind::nil:
      out_ += "null";
      return;
    case Expr::Kind::boolean:
      out_ += expr.as_bool() ? "true" : "false";
      return;
    case Expr::Kind::number:
      if (expr.symbol() == plain_number_domain() && is_json_number(expr.text())) {
        out_ += expr.text();
        return;
      }
      member("number");
      out_ += '[';
      name(expr.symbol());
      out_ += ',';
      string(expr.text());
      out_ += "]}";
      return;
    case Expr::Kind::symbol:
    case Expr::Kind::local:
      member(expr.kind_name());
      name(expr.symbol());
      out_ += '}';
      return;
    case Expr::Kind::string:
      return string(expr.text());
    case Expr::Kind::bytes:
      member("bytes");
      string(to_base64(expr.bytes()));
      out_ += '}';
      return;
    case Expr::Kind::list:
      out_ += '[';
      items(children);
      out_ += ']';
      return;
    case Expr::Kind::vector:
    case Expr::Kind::set:
    case Expr::Kind::block:
    case Expr::Kind::call:
      return with_items(expr);
    case Expr::Kind::infix:
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
    case Expr::Kind::extension:
      return with_name(expr);
    case Expr::Kind::map:
      member("map");
      out_ += '[';
      for (std::size_t i = 0; i < children.size(); i += 2) {
        out_ += i == 0 ? "[" : ",[";
        items(children.subspan(i, 2));
        out_ += ']';
      }
      out_ += "]}";
      return;
    case Expr::Kind::quote:
      member("quote");
      out_ += "[\"";
      out_ += quote_mode_label(expr.quote_mode());
      out_ += "\",";
      print(children[0]);
      out_ += "]}";
      return;
    case Expr::Kind::annotated:
      member("annotated");
      out_ += '[';
      print(children[0]);
      for (std::size_t i = 1; i < children.size(); ++i) {
        out_ += ",[";
        name(expr.names()[i - 1]);
        out_ += ',';
        print(children[i]);
        out_ += ']';
      }
      out_ += "]}";
      return;
  }
  FLEET_CHECK(false, "an expression of no kind");
}

}  // namespace

Result<std::string> print_json(const Expr& expr) {
  if (Result<void> shallow = check_depth(expr.depth(), "expression"); !shallow) return shallow.error();
  JsonPrinter printer;
  printer.print(canonical_form(expr));
  if (!printer.utf8()) return Error::codec("codec/json", "a text that is not UTF-8");
  return std::move(printer).take();
}

}  // namespace fleetsim::core
