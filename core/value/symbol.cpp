#include "core/value/symbol.h"

#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

// A character of Unicode's category Cc: U+0000..U+001F, U+007F, and U+0080..U+009F, which UTF-8 writes as
// C2 80..C2 9F.
bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

// Control characters would garble the message they are quoted in.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      out += fmt::format("\\u{{{:x}}}", static_cast<unsigned char>(text[++i]));
    } else if (byte < 0x20 || byte == 0x7F) {
      out += byte == 0 ? "\\0" : fmt::format("\\u{{{:x}}}", byte);
    } else {
      if (byte == '"' || byte == '\\') out += '\\';
      out += text[i];
    }
  }
  return out + '"';
}

}  // namespace

Symbol Symbol::unqualified(std::string name) {
  return {std::nullopt, std::move(name)};
}

Symbol Symbol::qualified(std::string ns, std::string name) {
  return {std::move(ns), std::move(name)};
}

Result<Symbol> Symbol::checked(std::string name) {
  if (name.find('/') != std::string::npos) {
    return Error::eval(
        fmt::format("symbol name {} contains the reserved namespace separator '/'", quoted(name)),
        ErrorCode::malformed);
  }
  if (has_control(name)) {
    return Error::eval(fmt::format("symbol name {} contains a control character", quoted(name)),
                       ErrorCode::malformed);
  }
  return unqualified(std::move(name));
}

std::string Symbol::text() const {
  return ns ? *ns + '/' + name : name;
}

std::strong_ordering operator<=>(const Symbol& a, const Symbol& b) {
  if (const auto order = a.ns <=> b.ns; order != 0) return order;
  return a.name <=> b.name;
}

std::size_t SymbolHash::operator()(const Symbol& symbol) const {
  const std::hash<std::string_view> hash;
  const std::size_t name = hash(symbol.name);
  return symbol.ns ? name ^ (hash(*symbol.ns) * 31 + 1) : name;
}

}  // namespace fleetsim::core
