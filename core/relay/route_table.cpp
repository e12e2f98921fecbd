#include "core/relay/route_table.h"

#include <algorithm>

#include <fmt/format.h>

namespace fleetsim::core {
namespace {

// The digest that begins with these digits and goes on with `rest` in every further half octet.
Result<Digest> digest_from(std::string_view digits, std::uint8_t rest) {
  Digest digest;
  digest.fill(static_cast<std::uint8_t>(rest << 4 | rest));
  if (digits.size() > 2 * digest.size()) return Error::eval("more than 64 digits of a content key");
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char c = digits[i];
    const bool decimal = c >= '0' && c <= '9';
    if (!decimal && !(c >= 'a' && c <= 'f'))
      return Error::eval(fmt::format("\"{}\" are no lower-case hexadecimal digits", digits));
    const auto half = static_cast<std::uint8_t>(decimal ? c - '0' : c - 'a' + 10);
    std::uint8_t& octet = digest[i / 2];
    octet = static_cast<std::uint8_t>(i % 2 == 0 ? half << 4 | (octet & 0x0F) : (octet & 0xF0) | half);
  }
  return digest;
}

}  // namespace

Result<KeyRange> key_range(std::string_view first_digits, std::string_view last_digits) {
  const Result<Digest> first = digest_from(first_digits, 0x0);
  if (!first) return first.error();
  const Result<Digest> last = digest_from(last_digits, 0xF);
  if (!last) return last.error();
  if (*last < *first)
    return Error::eval(fmt::format("keys from {} to {} are none", first_digits, last_digits));
  return KeyRange{*first, *last};
}

bool Route::takes(const EvalRequest& request, const ContentKey& key) const {
  if (capability &&
      std::ranges::find(request.required_capabilities, *capability) == request.required_capabilities.end())
    return false;
  return !keys || keys->contains(key);
}

Result<std::span<const Symbol>> RouteTable::next_hops(const EvalRequest& request,
                                                      const ContentKey& key) const {
  const auto route =
      std::ranges::find_if(routes_, [&](const Route& each) { return each.takes(request, key); });
  if (route == routes_.end()) return Error::eval("no route for this request", ErrorCode::no_route);
  return std::span<const Symbol>(route->next_hops);
}

}  // namespace fleetsim::core
