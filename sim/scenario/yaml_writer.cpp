#include "sim/scenario/yaml_writer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/check.h"

namespace fleetsim::sim {
namespace {

using core::Expr;
using core::Symbol;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_word_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// What some YAML reader takes for something else than a text.
bool is_reserved(std::string_view text) {
  static constexpr std::array<std::string_view, 9> words = {"yes", "no",   "on",    "off", "y",
                                                            "n",   "true", "false", "null"};
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::ranges::find(words, lower) != words.end();
}

// The character that begins at `at`; requires well-formed UTF-8.
std::uint32_t decode(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  std::uint32_t character = lead & (0x3FU >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    character = (character << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  return character;
}

// Line and paragraph separators, byte order marks and the like: not for a line of text.
bool needs_escape(std::uint32_t character) {
  return character < 0x20 || (character >= 0x7F && character <= 0xA0) ||
         (character >= 0x2028 && character <= 0x2029) || character == 0xFEFF || character == 0xFFFE ||
         character == 0xFFFF;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t character = decode(text, at);
    if (character == '"' || character == '\\')
      out += fmt::format("\\{}", static_cast<char>(character));
    else if (needs_escape(character))
      out += character < 0x100 ? fmt::format("\\x{:02x}", character) : fmt::format("\\u{:04x}", character);
    else
      out += text.substr(begin, at - begin);
  }
  return out + '"';
}

std::string typed(const Expr& expr);

std::string symbol_text(const Symbol& symbol) {
  return flow_list({symbol.ns ? in_quotes(*symbol.ns) : "null", in_quotes(symbol.name)});
}

template <class Range>
std::string typed_list(const Range& exprs) {
  std::vector<std::string> all;
  for (const Expr& expr : exprs) all.push_back(typed(expr));
  return flow_list(all);
}

std::string hex_text(core::ByteView bytes) {
  std::string hex;
  for (const std::uint8_t byte : bytes) hex += fmt::format("{:02x}", byte);
  return in_quotes(hex);
}

const char* word_of(Expr::Kind kind) {
  static constexpr std::array<const char*, 19> words = {
      "nil", "bool", "number", "symbol", "local",   "string", "bytes", "list",      "vector",   "map",
      "set", "call", "infix",  "prefix", "postfix", "block",  "quote", "annotated", "extension"};
  return words.at(static_cast<std::size_t>(kind));
}

std::vector<std::string> parts_of(const Expr& expr) {
  const std::span<const Expr> children = expr.children();
  switch (expr.kind()) {
    case Expr::Kind::nil:
      return {};
    case Expr::Kind::boolean:
      return {expr.as_bool() ? "true" : "false"};
    case Expr::Kind::number:
      return {symbol_text(expr.number().domain), in_quotes(expr.number().canonical)};
    case Expr::Kind::symbol:
    case Expr::Kind::local:
      return {symbol_text(expr.symbol())};
    case Expr::Kind::string:
      return {in_quotes(expr.text())};
    case Expr::Kind::bytes:
      return {hex_text(expr.bytes())};
    case Expr::Kind::list:
    case Expr::Kind::vector:
    case Expr::Kind::set:
    case Expr::Kind::block:
      return {typed_list(children)};
    case Expr::Kind::map: {
      std::vector<std::string> entries;
      for (std::size_t i = 0; i + 1 < children.size(); i += 2)
        entries.push_back(typed_list(children.subspan(i, 2)));
      return {flow_list(entries)};
    }
    case Expr::Kind::call:
      return {typed(children[0]), typed_list(children.subspan(1))};
    case Expr::Kind::infix:
      return {symbol_text(expr.symbol()), typed(children[0]), typed(children[1])};
    case Expr::Kind::prefix:
    case Expr::Kind::postfix:
    case Expr::Kind::extension:
      return {symbol_text(expr.symbol()), typed(children[0])};
    case Expr::Kind::quote:
      return {to_string(expr.quote_mode()), typed(children[0])};
    case Expr::Kind::annotated: {
      std::vector<std::string> annotations;
      for (std::size_t i = 0; i < expr.names().size(); ++i)
        annotations.push_back(flow_list({symbol_text(expr.names()[i]), typed(children[i + 1])}));
      return {typed(children[0]), flow_list(annotations)};
    }
  }
  FLEET_CHECK(false, "an expression of no kind");
}

std::string typed(const Expr& expr) {
  std::vector<std::string> all = parts_of(expr);
  all.insert(all.begin(), word_of(expr.kind()));
  return flow_list(all);
}

}  // namespace

std::string yaml_text(std::string_view text) {
  const bool simple =
      !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_word_character);
  return simple && !is_reserved(text) ? std::string(text) : in_quotes(text);
}

std::string yaml_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& text : texts) all.push_back(yaml_text(text));
  return flow_list(all);
}

std::string bool_text(bool value) { return value ? "true" : "false"; }

std::string count_text(std::uint64_t count) { return fmt::format("{}", count); }

FlowMap& FlowMap::add(std::string_view key, std::string_view value) {
  if (!body_.empty()) body_ += ", ";
  body_ += fmt::format("{}: {}", key, value);
  return *this;
}

std::string flow_list(const std::vector<std::string>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string flow_text(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "null";
    case YamlNode::Kind::scalar:
      // What was written without quotes may be a number, which quotes would make a text.
      return node.plain && node.text.find_first_of("[]{},:#\n") == std::string::npos ? node.text
                                                                                     : in_quotes(node.text);
    case YamlNode::Kind::sequence: {
      std::vector<std::string> items;
      for (const YamlRef& item : node.items) items.push_back(flow_text(*item));
      return flow_list(items);
    }
    case YamlNode::Kind::map: {
      FlowMap map;
      for (const YamlEntry& entry : node.entries) map.add(yaml_text(entry.key), flow_text(*entry.value));
      return map.text();
    }
  }
  FLEET_CHECK(false, "a node of no kind");
}

std::string expr_text(const core::Expr& expr) {
  return expr.kind() == Expr::Kind::string ? yaml_text(expr.text()) : typed(expr);
}

}  // namespace fleetsim::sim
