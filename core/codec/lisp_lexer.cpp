#include "core/codec/lisp_lexer.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/codec/lisp_syntax.h"

namespace fleetsim::core {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void LispLexer::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

void LispLexer::fail(std::string what, std::size_t at, ErrorCode code) {
  if (error_) return;
  const std::string_view before = text_.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  const std::size_t column = start == std::string_view::npos ? at + 1 : at - start;
  error_ = Error::codec("codec/lisp", fmt::format("line {}, column {}: {}", line, column, what), code);
}

void LispLexer::skip_trivia() {
  const std::size_t from = at_;
  while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == ';')) {
    if (text_[at_] == ';')
      at_ = std::min(text_.find('\n', at_), text_.size());
    else
      ++at_;
  }
  if (at_ - from > limits_.trivia_bytes_max)
    fail(fmt::format("{} bytes of blanks and comments in a row, limit {}", at_ - from,
                     limits_.trivia_bytes_max),
         from, ErrorCode::limit_exceeded);
}

// Behind a backslash.
char LispLexer::escaped(bool octets) {
  const std::size_t from = at_ - 1;
  const char c = at_ < text_.size() ? text_[at_++] : '\0';
  switch (c) {
    case '"':
    case '\\':
      return c;
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'x': {
      const int high = at_ < text_.size() ? hex_digit(text_[at_]) : -1;
      const int low = at_ + 1 < text_.size() ? hex_digit(text_[at_ + 1]) : -1;
      if (high < 0 || low < 0 || (!octets && high >= 8)) break;
      at_ += 2;
      return static_cast<char>(high * 16 + low);
    }
    default:
      break;
  }
  fail(octets ? "an escape that is none of \\\" \\\\ \\n \\r \\t \\x00 to \\xff"
              : "an escape that is none of \\\" \\\\ \\n \\r \\t \\x00 to \\x7f",
       from);
  return '\0';
}

// Behind the opening quotation mark.
std::string LispLexer::literal(bool octets) {
  const std::size_t from = at_ - 1;
  const std::uint32_t limit = octets ? limits_.blob_bytes_max : limits_.string_bytes_max;
  std::string out;
  while (!failed()) {
    if (at_ >= text_.size()) {
      fail("the text ends inside of quotation marks", from);
      break;
    }
    const char c = text_[at_++];
    if (c == '"') break;
    if (octets && static_cast<unsigned char>(c) >= 0x80) {
      fail("a character beyond ASCII in bytes: write its octets as \\xNN", at_ - 1);
      break;
    }
    out += c == '\\' ? escaped(octets) : c;
    if (out.size() > limit)
      fail(fmt::format("{} of more than {} bytes", octets ? "bytes" : "a string", limit), from,
           ErrorCode::limit_exceeded);
  }
  return out;
}

LispLexer::Token LispLexer::next() {
  skip_trivia();
  Token token;
  token.at = at_;
  if (failed() || at_ >= text_.size()) return token;
  if (++tokens_ > limits_.tokens_max) {
    fail(fmt::format("more than {} tokens", limits_.tokens_max), at_, ErrorCode::limit_exceeded);
    return token;
  }
  const std::string_view rest = text_.substr(at_);
  const auto take = [&](Kind kind, std::size_t size) {
    token.kind = kind;
    token.text = rest.substr(0, size);
    at_ += size;
    return token;
  };
  switch (rest.front()) {
    case '(':
    case '[':
    case '{':
      return take(Kind::open, 1);
    case ')':
    case ']':
    case '}':
      return take(Kind::close, 1);
    case '\'':
    case '`':
      return take(Kind::quote, 1);
    case ',':
      return take(Kind::quote, rest.starts_with(",@") ? 2 : 1);
    case '#':
      if (rest.starts_with("#'")) return take(Kind::quote, 2);
      for (const std::string_view form : {"#.", "#(", "#eval("})
        if (rest.starts_with(form)) return take(Kind::sharp, form.size());
      fail("a # that begins none of #' #. #( #eval(", at_);
      return token;
    case '"':
      ++at_;
      token.kind = Kind::string;
      token.text = literal(false);
      return token;
    default:
      break;
  }
  if (rest.starts_with("b\"")) {
    at_ += 2;
    token.kind = Kind::bytes;
    token.text = literal(true);
    return token;
  }
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_lisp_token_char);
  const auto size = static_cast<std::size_t>(end - rest.begin());
  if (size == 0) {
    fail(fmt::format("the character 0x{:02x} begins nothing", static_cast<unsigned char>(rest.front())), at_);
    return token;
  }
  if (size > limits_.string_bytes_max) {
    fail(fmt::format("a token of more than {} bytes", limits_.string_bytes_max), at_,
         ErrorCode::limit_exceeded);
    return token;
  }
  return take(Kind::atom, size);
}

}  // namespace fleetsim::core
