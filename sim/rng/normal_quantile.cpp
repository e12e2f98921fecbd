#include "sim/rng/normal_quantile.h"

#include <array>

#include "sim/rng/fixed_point.h"

namespace fleetsim::sim {
namespace {

/// A quotient of two polynomials of degree 7, coefficients ascending.
struct Quotient {
  std::array<std::uint64_t, 8> above;
  std::array<std::uint64_t, 8> below;
};

/// PPND16's a and b in units of 2^-46: |p - 1/2| <= 0.425.
constexpr Quotient kCentre = {
    {0x0000d8c6c8f4f77c, 0x00214911163486dc, 0x01ece5d2213c0cc7, 0x0d68ec66a7738e9d, 0x2cd87d0d36ea5483,
     0x41b07156de3c7e4a, 0x20a5a4d65c8bc7f9, 0x0273452defb24bc2},
    {0x0000400000000000, 0x000a940d9c370d5a, 0x00abcbf7ee459fb9, 0x05448c8b9d7227c4, 0x14b772d5d65265c5,
     0x2662f954c9e97c89, 0x1c0e457cb1ae75ef, 0x051a9fb2a612da49}};

/// c and d in units of 2^-53: beyond, while sqrt(-ln p) <= 5.
constexpr Quotient kTail = {{0x002d8ccbfbd2a4d5, 0x00942bba46558cd5, 0x00b89fb8a3112b54, 0x0074bb2c68f40b11,
                             0x0028a79810a6eb64, 0x0007bcaaee6e170e, 0x0000ba275b622f63, 0x0000065856b02deb},
                            {0x0020000000000000, 0x0041b3beed1a9122, 0x0035a4f1cca4cc66, 0x00161292f23385c9,
                             0x0004bd448ce53c10, 0x00007c81e9faac5f, 0x0000047c632ff7ca, 0x00000000009069fb}};

/// e and f in units of 2^-53: further out.
constexpr Quotient kFarTail = {
    {0x00d50d8e09f72934, 0x00aed753743a8018, 0x00391d4c8c3f488a, 0x00097d6c98a92ae8, 0x0000d95a08c9da77,
     0x00000a2e0c84212a, 0x00000038dd8d98b4, 0x000000006bedd35a},
    {0x0020000000000000, 0x001331d34fc7d77f, 0x000461bac60d10ff, 0x000079dbe4c85519, 0x000006722f25e771,
     0x00000026b85892c7, 0x000000004c511bdd, 0x0000000000000012}};

constexpr std::uint64_t kCentreWidth = 0xd999999999999999;         // 0.425 in units of 2^-65
constexpr std::uint64_t kCentreWidthSquared = 0x2e3d70a3d70a3d71;  // 0.180625 in units of 2^-64
constexpr std::uint64_t kTailStart = 0x3333333333333333;           // 1.6 in units of 2^-61
constexpr std::uint64_t kFarTailStart = std::uint64_t{5} << 61;

std::uint64_t polynomial(const std::array<std::uint64_t, 8>& terms, std::uint64_t x, int places) {
  std::uint64_t sum = terms.back();
  for (std::size_t k = terms.size() - 1; k-- > 0;)
    sum = terms[k] + static_cast<std::uint64_t>((static_cast<Wide>(sum) * x) >> places);
  return sum;
}

/// In units of 2^-57; x in units of 2^-places.
std::uint64_t value_at(const Quotient& quotient, std::uint64_t x, int places) {
  const std::uint64_t above = polynomial(quotient.above, x, places);
  const std::uint64_t below = polynomial(quotient.below, x, places);
  return static_cast<std::uint64_t>((static_cast<Wide>(above) << kLogPlaces) / below);
}

/// -z for p = rest / 2^65, rest >= 1, p < 0.075.
std::uint64_t beyond_the_centre(std::uint64_t rest) {
  const std::uint64_t minus_log2_p =
      (std::uint64_t{65} << kLogPlaces) - static_cast<std::uint64_t>(log2_of(rest));
  const std::uint64_t minus_ln_p = multiply_high(minus_log2_p, kLn2);
  const std::uint64_t r =
      square_root(static_cast<Wide>(minus_ln_p) << (2 * 61 - kLogPlaces));  // units of 2^-61
  return r <= kFarTailStart ? value_at(kTail, r - kTailStart, 61) : value_at(kFarTail, r - kFarTailStart, 61);
}

}  // namespace

std::int64_t normal_quantile(std::uint64_t u) {
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const bool negative = u < half;
  const std::uint64_t steps = negative ? half - 1 - u : u - half;
  const std::uint64_t q = 2 * steps + 1;  // |p - 1/2| in units of 2^-65
  std::uint64_t z = 0;
  if (q <= kCentreWidth) {
    const auto square = static_cast<std::uint64_t>((static_cast<Wide>(q) * q) >> 66);  // units of 2^-64
    const std::uint64_t slope = value_at(kCentre, kCentreWidthSquared - square, 64);
    z = static_cast<std::uint64_t>((static_cast<Wide>(slope) * q) >> 65);
  } else {
    z = beyond_the_centre(0 - q);
  }
  return negative ? -static_cast<std::int64_t>(z) : static_cast<std::int64_t>(z);
}

}  // namespace fleetsim::sim
